import type { IDToken } from 'openid-client';
import { type AccessTokens, callerFrom } from '../access/access-tokens.ts';
import type { IssuerSettings } from '../access/issuer.ts';
import type { Session } from '../access/sessions.ts';
import { unusableToken } from './refusals.ts';

/** What the issuer gave for the code. */
interface Given {
  readonly access_token: string;
  claims(): IDToken | undefined;
}

/**
 * The session of whoever signed in: who that is stands in the ID token, and what they may in the
 * access token.
 *
 * @throws Problem 502 where the access token is not for Stockroom
 */
export async function sessionFrom(
  given: Given,
  tokens: AccessTokens,
  settings: IssuerSettings,
): Promise<Omit<Session, 'expiresAt'>> {
  const claims = await tokens.claimsOf(given.access_token).catch((error) => {
    throw unusableToken(error);
  });
  const about: Readonly<Record<string, unknown>> = given.claims() ?? {};
  // Access tokens often leave out what somebody is called.
  const called = Object.fromEntries(names.map((name) => [name, about[name] ?? claims[name]]));
  const { id, actor, scopes } = callerFrom({ ...claims, ...called }, settings);
  const { name, preferred_username: username, email } = called;
  const person = {
    id,
    name: [name, username, email].find(isText) ?? id,
    ...(isText(email) && { email }),
  };
  return { person, actor, scopes };
}

const names = ['name', 'preferred_username', 'email', 'email_verified'];

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
