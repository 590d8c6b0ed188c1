/**
 * A path of this site, with query and fragment, that is safe to return to after signing in; undefined
 * for anything that a browser might resolve to another site.
 */
export function localPath(text: string, publicUrl: string): string | undefined {
  // Browsers ignore tabs and line breaks, and treat a backslash as a slash: `/\example.com` is a host.
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return undefined;
  const url = URL.parse(text, publicUrl);
  if (url?.origin !== new URL(publicUrl).origin || url.pathname.startsWith('//')) return undefined;
  return `${url.pathname}${url.search}${url.hash}`;
}
