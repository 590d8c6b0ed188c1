import {
  isDevelopment,
  isLoopbackHttp,
  parseOrigin,
  parseWebUrl,
} from '@stockroom/service/manifest';
import type { ConfigRule } from './config-rule.ts';
import { originsOf } from './origins.ts';

/** Rules for every address in the configuration. They apply to the parsed address. */
export const addressRules: readonly ConfigRule[] = [
  {
    holds: ({ PUBLIC_URL: url }) => url === undefined || parseOrigin(url) !== undefined,
    violation: () =>
      'PUBLIC_URL: must be scheme, host and port only, spelled as in a browser; write https://stock.example.com',
  },
  {
    holds: (config) => isDevelopment(config) || isProtected(config.PUBLIC_URL),
    violation: ({ NODE_ENV }) =>
      `PUBLIC_URL: over plain HTTP the network can read keys, tokens and sessions, and NODE_ENV=${NODE_ENV} is production; put HTTPS in front and write https://stock.example.com`,
  },
  {
    holds: ({ OIDC_ISSUER: url }) =>
      url === undefined || (parseWebUrl(url) !== undefined && isProtected(url)),
    violation: () =>
      'OIDC_ISSUER: must use HTTPS, or plain HTTP on this machine; write it as in the tokens, without user info, query and fragment: https://issuer.example.com/path',
  },
  {
    holds: ({ CORS_ORIGINS }) => originsOf(CORS_ORIGINS).every((one) => parseOrigin(one) === one),
    violation: ({ CORS_ORIGINS }) => {
      const invalid = originsOf(CORS_ORIGINS).filter((one) => parseOrigin(one) !== one);
      const fixed = invalid.map((one) => parseOrigin(one) ?? 'https://shop.example.com');
      return `CORS_ORIGINS: browsers never send the origin ${invalid.join(', ')}; write it as they do, in lower case and without a default port: ${fixed.join(', ')}`;
    },
  },
  {
    holds: ({ INVENTORY_URL }) => parseWebUrl(INVENTORY_URL)?.pathname === '/',
    violation: () =>
      'INVENTORY_URL: must be scheme, host and port only; write http://127.0.0.1:3001, without user info and path',
  },
];

/** Whether requests to a URL are encrypted or stay on this machine. Other rules cover invalid URLs. */
const isProtected = (url: string | undefined): boolean =>
  url === undefined || parseWebUrl(url)?.protocol !== 'http:' || isLoopbackHttp(url);
