/**
 * Reads the URL of a server over HTTP or HTTPS: scheme, host, and perhaps a port and a path.
 * Undefined for everything else, and for what another program may read differently: user info, a
 * query, a fragment, backslashes, white space, and hosts that a browser rewrites (`127.1`, other
 * scripts). `http://localhost:x@example.com/` only starts like a URL of this machine.
 */
export function parseWebUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return undefined;
  const isWrittenAsRead = text.toLowerCase().startsWith(`${url.protocol}//${url.host}`);
  const hasUserInfo = url.username !== '' || url.password !== '';
  return isWrittenAsRead && !hasUserInfo && !/[\s\\?#]/.test(text) ? url : undefined;
}

/**
 * The origin that a text is, as browsers write it (`https://stock.example.com`): undefined where it
 * is not one, or has a path behind it.
 */
export function parseOrigin(text: string): string | undefined {
  const url = parseWebUrl(text);
  return url?.pathname === '/' && !text.endsWith('/') ? url.origin : undefined;
}

/**
 * Whether a URL leads to this machine alone, over plain HTTP: `localhost` and the names below it
 * (RFC 6761, 6.3), 127.0.0.0/8 and [::1].
 */
export function isLoopbackHttp(text: string): boolean {
  const url = parseWebUrl(text);
  if (url?.protocol !== 'http:') return false;
  // The parser wrote every IPv4 address as four decimal numbers.
  return /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}
