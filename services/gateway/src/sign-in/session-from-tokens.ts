import type { IDToken } from 'openid-client';
import { type AccessTokenVerifier, callerFrom } from '../oidc/access-tokens.ts';
import type { IssuerSettings } from '../oidc/issuer.ts';
import type { Session } from '../sessions/sessions.ts';
import { isOfAccessToken } from './access-token-hash.ts';
import { mismatchedTokens, unusableToken } from './errors.ts';

/** The issuer's token response. The ID token is verified, except for its `at_hash`. */
interface TokenResponse {
  readonly access_token: string;
  readonly id_token?: string;
  claims(): IDToken | undefined;
}

/**
 * Builds the session of a user who has signed in. Name and email come from the ID token, permissions
 * from the access token; both must identify the same person.
 *
 * @throws Problem 502 if the access token is not valid for Stockroom, or identifies someone else
 */
export async function sessionFromTokens(
  tokens: TokenResponse,
  accessTokens: AccessTokenVerifier,
  settings: IssuerSettings,
): Promise<Omit<Session, 'expiresAt'>> {
  const { access_token: accessToken, id_token: idToken } = tokens;
  const access = await accessTokens.claimsOf(accessToken).catch((error) => {
    throw unusableToken(error);
  });
  const identity = tokens.claims();
  if (!identity || idToken === undefined) {
    throw new Error('The token response has no ID token, although it is required.');
  }
  const isOfSame = identity.sub === access.sub && identity.iss === access.iss;
  if (!isOfSame || !isOfAccessToken(identity.at_hash, idToken, accessToken)) {
    throw mismatchedTokens();
  }
  // `email_verified` counts only for the email in the same token. ID tokens may have no email.
  const { email, email_verified } = identity.email === undefined ? access : identity;
  const { kind, id, actor, scopes } = callerFrom({ ...access, email, email_verified }, settings);
  if (kind !== 'person') throw mismatchedTokens();
  const names = [
    identity.name,
    access.name,
    identity.preferred_username,
    access.preferred_username,
  ];
  const person = {
    id,
    name: [...names, email].find(isText) ?? id,
    ...(isText(email) && { email }),
  };
  return { person, actor, scopes };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
