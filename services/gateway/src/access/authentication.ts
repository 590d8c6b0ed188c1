import type { FastifyRequest } from 'fastify';
import { keyPrefix } from '../api-keys/api-key.ts';
import type { KnownKeys } from '../api-keys/known-keys.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Caller } from './caller.ts';
import { isFromOwnPage } from './own-pages.ts';
import { crossSite, invalidToken, notSignedIn } from './refusals.ts';
import { callerOfSession, type Sessions } from './sessions.ts';

/** The ways in which callers can say who they are; undefined where one is not set up. */
export interface Ways {
  readonly tokens: AccessTokens | undefined;
  readonly keys: KnownKeys | undefined;
  readonly browser: { readonly sessions: Sessions; readonly publicUrl: string } | undefined;
}

/**
 * Who makes a request: by the token or key that it shows, or else by the session of its browser.
 *
 * @throws Problem 401 where that is nobody, 403 where another site may have sent the cookie, 503
 * where it cannot be found out
 */
export async function callerOf(request: FastifyRequest, ways: Ways): Promise<Caller> {
  const shown = shownBy(request);
  if (shown === undefined) return callerInBrowser(request, ways);
  if (shown.startsWith(keyPrefix)) {
    if (!ways.keys) throw invalidToken('API keys are not set up here. Send an access token.');
    return ways.keys.callerOf(shown);
  }
  if (!ways.tokens) throw invalidToken('Only API keys are set up here. Send one.');
  return ways.tokens.callerOf(shown);
}

function shownBy({ headers }: FastifyRequest): string | undefined {
  const { authorization, 'x-api-key': key } = headers;
  if (authorization === undefined) return key === undefined ? undefined : String(key);
  if (key !== undefined) {
    throw invalidToken('There are Authorization and X-Api-Key. Send one of them.');
  }
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (token === undefined) {
    throw invalidToken('Authorization is not understood. Send it as Bearer and the token or key.');
  }
  return token;
}

async function callerInBrowser(request: FastifyRequest, { browser }: Ways): Promise<Caller> {
  const how = browser
    ? 'Send an access token or an API key (Authorization: Bearer ...), or sign in at /sign-in.'
    : 'Send an API key (Authorization: Bearer ...).';
  if (!browser?.sessions.isSent(request))
    throw notSignedIn(`This needs a caller who is known. ${how}`);
  if (!isFromOwnPage(request, browser.publicUrl)) throw crossSite();
  const session = await browser.sessions.of(request);
  if (!session) throw notSignedIn('The session has ended. Sign in again at /sign-in.');
  return callerOfSession(session);
}
