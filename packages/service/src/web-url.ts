/**
 * Parses the URL of an HTTP or HTTPS server: scheme, host, and optionally a port and a path.
 * Undefined for everything else, and for whatever another program may parse differently: user info,
 * a query, a fragment, backslashes, white space, and hosts that a browser rewrites (`127.1`, other
 * scripts). `http://localhost:x@example.com/` only looks like a URL of this machine.
 */
export function parseWebUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return undefined;
  const isCanonical = text.toLowerCase().startsWith(`${url.protocol}//${url.host}`);
  const hasUserInfo = url.username !== '' || url.password !== '';
  return isCanonical && !hasUserInfo && !/[\s\\?#]/.test(text) ? url : undefined;
}

/**
 * Parses an origin, as browsers write it (`https://stock.example.com`). Undefined for anything else,
 * and for a URL with a path.
 */
export function parseOrigin(text: string): string | undefined {
  const url = parseWebUrl(text);
  return url?.pathname === '/' && !text.endsWith('/') ? url.origin : undefined;
}

/**
 * Whether a URL refers to this machine over plain HTTP: `localhost` and its subdomains (RFC 6761,
 * 6.3), 127.0.0.0/8 and [::1].
 */
export function isLoopbackHttp(text: string): boolean {
  const url = parseWebUrl(text);
  if (url?.protocol !== 'http:') return false;
  // The parser normalizes IPv4 addresses to four decimal numbers.
  return /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}
