import type { FastifyRequest } from 'fastify';
import { type ApiKeyCache, keyPrefix } from '../api-keys/index.ts';
import type { Caller } from '../callers/caller.ts';
import { crossSite, invalidToken, notSignedIn } from '../callers/errors.ts';
import type { AccessTokenVerifier } from '../oidc/access-tokens.ts';
import { isFromOwnPage } from '../sessions/same-origin.ts';
import { callerOfSession, type Sessions } from '../sessions/sessions.ts';
import { callerOfKey } from './caller-of-key.ts';

/** The supported ways to authenticate; each is undefined if it is not configured. */
export interface Authenticators {
  readonly accessTokens: AccessTokenVerifier | undefined;
  readonly apiKeys: ApiKeyCache | undefined;
  readonly browser: { readonly sessions: Sessions; readonly publicUrl: string } | undefined;
}

/**
 * Authenticates a request: by its token or key, or else by the session of its browser.
 *
 * @throws Problem 401 without valid credentials, 403 if another site may have sent the cookie, 503
 * if the credentials cannot be checked
 */
export async function authenticate(
  request: FastifyRequest,
  authenticators: Authenticators,
): Promise<Caller> {
  const credential = credentialOf(request);
  if (credential === undefined) return authenticateBrowser(request, authenticators);
  const { apiKeys, accessTokens } = authenticators;
  if (credential.startsWith(keyPrefix)) {
    if (!apiKeys) throw invalidToken('API keys are not configured here. Send an access token.');
    return callerOfKey(credential, apiKeys);
  }
  if (!accessTokens) throw invalidToken('Access tokens are not configured here. Send an API key.');
  return accessTokens.callerOf(credential);
}

function credentialOf({ headers }: FastifyRequest): string | undefined {
  const { authorization, 'x-api-key': key } = headers;
  if (authorization === undefined) return key === undefined ? undefined : String(key);
  if (key !== undefined) {
    throw invalidToken('The request has both Authorization and X-Api-Key. Send one of them.');
  }
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (token === undefined) {
    throw invalidToken('Authorization is malformed. Send it as Bearer and the token or key.');
  }
  return token;
}

async function authenticateBrowser(
  request: FastifyRequest,
  { browser }: Authenticators,
): Promise<Caller> {
  if (!browser?.sessions.isSent(request)) {
    const how = browser
      ? 'Send an access token or an API key (Authorization: Bearer ...), or sign in at /sign-in.'
      : 'Send an API key (Authorization: Bearer ...).';
    throw notSignedIn(`This request requires authentication. ${how}`);
  }
  if (!isFromOwnPage(request, browser.publicUrl)) throw crossSite();
  const session = await browser.sessions.of(request);
  if (!session) throw notSignedIn('The session has ended. Sign in again at /sign-in.');
  return callerOfSession(session);
}
