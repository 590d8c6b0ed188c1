import type { IDToken } from 'openid-client';
import { type AccessTokens, callerFrom } from '../access/access-tokens.ts';
import type { IssuerSettings } from '../access/issuer.ts';
import type { Session } from '../access/sessions.ts';
import { isOfAccessToken } from './access-token-hash.ts';
import { tokensOfTwo, unusableToken } from './refusals.ts';

/** What the issuer gave for the code, its ID token checked already but for the access token beside it. */
interface Given {
  readonly access_token: string;
  readonly id_token?: string;
  claims(): IDToken | undefined;
}

/**
 * The session of whoever signed in: what they are called stands in the ID token, and what they may
 * in the access token, which is of the same person.
 *
 * @throws Problem 502 where the access token is not for Stockroom, or not of that person
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
  const isOfSame = about.sub === claims.sub && about.iss === claims.iss;
  if (!isOfSame || !isOfAccessToken(about.at_hash, given.id_token, given.access_token)) {
    throw tokensOfTwo();
  }
  // Access tokens often leave out what somebody is called. That an email is verified counts only
  // for the one that stands beside it.
  const { email, email_verified } = about.email === undefined ? claims : about;
  const { kind, id, actor, scopes } = callerFrom({ ...claims, email, email_verified }, settings);
  if (kind !== 'person') throw tokensOfTwo();
  const names = [about.name, claims.name, about.preferred_username, claims.preferred_username];
  const person = {
    id,
    name: [...names, email].find(isText) ?? id,
    ...(isText(email) && { email }),
  };
  return { person, actor, scopes };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
