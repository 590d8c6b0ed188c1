/**
 * A path of this site, with query and fragment, as it may be returned to after signing in;
 * undefined for anything that leads elsewhere in any browser's reading.
 */
export function localPath(text: string, publicUrl: string): string | undefined {
  // Browsers drop tabs and line ends, and take a backslash for a slash: `/\example.com` leads away.
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return undefined;
  const url = URL.parse(text, publicUrl);
  if (url?.origin !== new URL(publicUrl).origin || url.pathname.startsWith('//')) return undefined;
  return `${url.pathname}${url.search}${url.hash}`;
}
