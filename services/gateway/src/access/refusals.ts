import type { Scope } from '@stockroom/client/contract';
import { Problem } from '@stockroom/service';

/** RFC 6750 has the words of the header; the problem's own are for people. */
const challenge = (parameters: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const all = Object.entries({ realm: 'stockroom', ...parameters });
  return {
    'www-authenticate': `Bearer ${all.map(([name, value]) => `${name}="${quotable(value)}"`).join(', ')}`,
  };
};

/** Neither quotes nor backslashes may stand in these values (RFC 6750, 3). */
const quotable = (text: string): string => text.replaceAll('"', "'").replaceAll('\\', '');

/** Nobody said who calls. */
export const notSignedIn = (detail: string): Problem =>
  new Problem(401, 'not-signed-in', 'Nobody is signed in', detail, { headers: challenge() });

/** What the caller showed is not valid. */
export const invalidToken = (detail: string, cause?: unknown): Problem =>
  new Problem(401, 'invalid-token', 'The token or key is not valid', detail, {
    headers: challenge({ error: 'invalid_token', error_description: detail }),
    cause,
  });

/** The caller is known and may not. */
export const insufficientScope = (needed: Scope, given: readonly Scope[]): Problem =>
  new Problem(
    403,
    'insufficient-scope',
    'The caller may not do that',
    `This needs the scope ${needed}; the caller has ${given.at(-1) ?? 'none'}. Ask whoever administers Stockroom for it.`,
    {
      extensions: { scope: needed },
      headers: challenge({ error: 'insufficient_scope', scope: needed }),
    },
  );

/** A page of another site may be behind the request, with a cookie that the browser put in. */
export const crossSite = (): Problem =>
  new Problem(
    403,
    'cross-site-request',
    'The request may come from another site',
    "Sessions are for Stockroom's own pages. Programs and other sites send an access token or an API key.",
  );

/** Who calls cannot be found out now. */
export const cannotTell = (what: string, cause: unknown): Problem =>
  new Problem(
    503,
    'sign-in-unavailable',
    'Callers cannot be checked now',
    `${what} Try again in a few seconds.`,
    { cause, headers: { 'retry-after': '5' } },
  );
