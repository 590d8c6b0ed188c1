import type { FastifyRequest } from 'fastify';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Whether a request with a cookie comes from Stockroom's own pages, and not from a page of another
 * site or origin that made the browser send it. Browsers report this in `Sec-Fetch-Site` (all since
 * 2023); from older ones `Origin` must be ours.
 *
 * A read may also be a link that the user followed: the other page cannot see its response.
 */
export function isFromOwnPage({ method, headers }: FastifyRequest, publicUrl: string): boolean {
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  const isOurOrigin = origin === new URL(publicUrl).origin;
  if (!safeMethods.includes(method)) {
    return site === undefined ? isOurOrigin : site === 'same-origin';
  }
  const isOurSite = site === undefined || site === 'same-origin' || site === 'none';
  return (isOurSite || mode === 'navigate') && (origin === undefined || isOurOrigin);
}
