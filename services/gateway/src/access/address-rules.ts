import {
  isDevelopment,
  isLoopbackHttp,
  parseOrigin,
  parseWebUrl,
} from '@stockroom/service/manifest';
import type { Config } from '../config.ts';

/** What has to be true of the configuration, and what to say where it is not. */
export interface Rule {
  readonly holds: (config: Config) => boolean;
  readonly fault: (config: Config) => string;
}

/** What has to be true of every address in the configuration, by the address as it is read. */
export const addressRules: readonly Rule[] = [
  {
    holds: ({ PUBLIC_URL: url }) => url === undefined || parseOrigin(url) !== undefined,
    fault: () =>
      'PUBLIC_URL: it is not scheme, host and port alone, as a browser shows them; write https://stock.example.com',
  },
  {
    holds: (config) => isDevelopment(config) || isProtected(config.PUBLIC_URL),
    fault: ({ NODE_ENV }) =>
      `PUBLIC_URL: over plain HTTP everyone on the way can read keys, tokens and sessions, and NODE_ENV=${NODE_ENV} is production; put HTTPS in front and write https://stock.example.com`,
  },
  {
    holds: ({ OIDC_ISSUER: url }) =>
      url === undefined || (parseWebUrl(url) !== undefined && isProtected(url)),
    fault: () =>
      'OIDC_ISSUER: it is not an issuer over HTTPS, or over plain HTTP on this machine; write it as in the tokens, without user info, query and fragment: https://issuer.example.com/path',
  },
  {
    holds: ({ CORS_ORIGINS }) => originsOf(CORS_ORIGINS).every((one) => parseOrigin(one) === one),
    fault: ({ CORS_ORIGINS }) => {
      const wrong = originsOf(CORS_ORIGINS).filter((one) => parseOrigin(one) !== one);
      const right = wrong.map((one) => parseOrigin(one) ?? 'https://shop.example.com');
      return `CORS_ORIGINS: browsers never send the origin ${wrong.join(', ')}; write it as they do, in lower case and without a default port: ${right.join(', ')}`;
    },
  },
  {
    holds: ({ INVENTORY_URL }) => parseWebUrl(INVENTORY_URL)?.pathname === '/',
    fault: () =>
      'INVENTORY_URL: it is not scheme, host and port alone; write http://127.0.0.1:3001, without user info and path',
  },
];

/** The origins that a text lists, with commas between. */
export const originsOf = (list: string): string[] => list.split(',').filter(Boolean);

/** Whether only the server reads what is sent to a URL. What is no URL at all has a rule of its own. */
const isProtected = (url: string | undefined): boolean =>
  url === undefined || parseWebUrl(url)?.protocol !== 'http:' || isLoopbackHttp(url);
