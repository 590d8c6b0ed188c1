import type { CookieSerializeOptions } from '@fastify/cookie';

/**
 * How the gateway's cookies are called and set: no script reads them and no other site sends them.
 * Over HTTPS `__Host-` keeps those out that another host of the same domain, or plain HTTP, set.
 */
export function cookieSettings(publicUrl: string, name: string) {
  const secure = publicUrl.startsWith('https:');
  return {
    name: `${secure ? '__Host-' : ''}stockroom-${name}`,
    options: {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure,
    } satisfies CookieSerializeOptions,
  };
}
