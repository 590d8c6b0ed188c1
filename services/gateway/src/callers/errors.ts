import type { Scope } from '@stockroom/client/contract';
import { Problem, projectId } from '@stockroom/service';

/** The `www-authenticate` header of RFC 6750, for programs; the problem itself is for people. */
const challenge = (parameters: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const all = Object.entries({ realm: projectId, ...parameters });
  return {
    'www-authenticate': `Bearer ${all.map(([name, value]) => `${name}="${quotable(value)}"`).join(', ')}`,
  };
};

/** These values must not contain quotes or backslashes (RFC 6750, 3). */
const quotable = (text: string): string => text.replaceAll('"', "'").replaceAll('\\', '');

/** 401: the request has no credentials, or its session has ended. */
export const notSignedIn = (detail: string): Problem =>
  new Problem(401, 'not-signed-in', 'Authentication is required', detail, {
    headers: challenge(),
  });

/** 401: the token or key is not valid. */
export const invalidToken = (detail: string, cause?: unknown): Problem =>
  new Problem(401, 'invalid-token', 'The token or key is not valid', detail, {
    headers: challenge({ error: 'invalid_token', error_description: detail }),
    cause,
  });

/** 403: the caller is authenticated, but lacks a scope. */
export const insufficientScope = (required: Scope, granted: readonly Scope[]): Problem =>
  new Problem(
    403,
    'insufficient-scope',
    "You don't have permission",
    `This request requires the scope ${required}; the caller has ${granted.at(-1) ?? 'no scope'}. Ask an administrator of Stockroom for it.`,
    {
      extensions: { scope: required },
      headers: challenge({ error: 'insufficient_scope', scope: required }),
    },
  );

/** 403: a page of another site may have sent the request, and the browser added the cookie. */
export const crossSite = (): Problem =>
  new Problem(
    403,
    'cross-site-request',
    'The request may come from another site',
    "Session cookies are valid only on Stockroom's own pages. From a program or another site, send an access token or an API key.",
  );

/** 503: the credentials cannot be checked at the moment. */
export const authUnavailable = (reason: string, cause: unknown): Problem =>
  new Problem(
    503,
    'sign-in-unavailable',
    'Authentication is temporarily unavailable',
    `${reason} Try again in a few seconds.`,
    { cause, headers: { 'retry-after': '5' } },
  );
