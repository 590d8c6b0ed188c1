import { isDevelopment, isLoopbackHttp, parseWebUrl } from '@stockroom/service/manifest';
import type { Config } from '../config.ts';
import type { ConfigRule } from './config-rule.ts';

/** Signing in at an issuer requires all of these. */
const requiredForIssuer = [
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
  'OIDC_CLIENT_ID',
  'PUBLIC_URL',
  'SESSION_KEY',
] as const;
const issuerVariables = [
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'OIDC_PERMISSIONS_CLAIM',
  'OIDC_SIGN_IN_PARAMETERS',
] as const;
const requiredForDevelopment = ['PUBLIC_URL', 'SESSION_KEY'] as const;

const present = (config: Config, names: readonly (keyof Config)[]) =>
  names.filter((name) => config[name] !== undefined);
const missing = (config: Config, names: readonly (keyof Config)[]) =>
  names.filter((name) => config[name] === undefined);

const isProduction = (config: Config): boolean =>
  !isDevelopment(config) ||
  (config.PUBLIC_URL !== undefined && parseWebUrl(config.PUBLIC_URL)?.protocol === 'https:');

/** Rules for the variables that configure how callers authenticate. */
export const authenticationRules: readonly ConfigRule[] = [
  {
    holds: (config) =>
      present(config, issuerVariables).length === 0 ||
      missing(config, requiredForIssuer).length === 0,
    violation: (config) =>
      `${present(config, issuerVariables).join(', ')}: signing in also needs ${missing(config, requiredForIssuer).join(', ')}`,
  },
  {
    holds: (config) => !config.DEVELOPMENT_SIGN_IN || present(config, issuerVariables).length === 0,
    violation: (config) =>
      `DEVELOPMENT_SIGN_IN: only one issuer is supported; remove it, or remove ${present(config, issuerVariables).join(', ')}`,
  },
  {
    holds: (config) =>
      !config.DEVELOPMENT_SIGN_IN || missing(config, requiredForDevelopment).length === 0,
    violation: (config) =>
      `DEVELOPMENT_SIGN_IN: signing in also needs ${missing(config, requiredForDevelopment).join(', ')}`,
  },
  {
    holds: (config) => !config.DEVELOPMENT_SIGN_IN || isDevelopment(config),
    violation: ({ NODE_ENV }) =>
      `DEVELOPMENT_SIGN_IN: it signs in anyone without a password, and NODE_ENV=${NODE_ENV} is production; set NODE_ENV=development on your own machine, or remove it and set OIDC_ISSUER`,
  },
  {
    holds: ({ DEVELOPMENT_SIGN_IN, PUBLIC_URL }) =>
      !DEVELOPMENT_SIGN_IN || PUBLIC_URL === undefined || isLoopbackHttp(PUBLIC_URL),
    violation: () =>
      'DEVELOPMENT_SIGN_IN: it signs in anyone without a password, and PUBLIC_URL is not this machine over plain HTTP (http://127.0.0.1:8080); remove it and set OIDC_ISSUER',
  },
  {
    holds: ({ DEVELOPMENT_SIGN_IN, HOST }) =>
      !DEVELOPMENT_SIGN_IN || ['127.0.0.1', '::1', 'localhost'].includes(HOST),
    violation: ({ HOST }) =>
      `DEVELOPMENT_SIGN_IN: it signs in anyone without a password, and HOST=${HOST} accepts connections from the network; set HOST to 127.0.0.1, or remove it and set OIDC_ISSUER`,
  },
  {
    holds: ({ API_KEYS_FILE, API_KEYS_SECRET_ARN }) =>
      API_KEYS_FILE === undefined || API_KEYS_SECRET_ARN === undefined,
    violation: () =>
      'API_KEYS_FILE, API_KEYS_SECRET_ARN: keys are stored in one place; use one of them',
  },
  {
    holds: (config) =>
      !isProduction(config) ||
      present(config, ['OIDC_ISSUER', 'API_KEYS_FILE', 'API_KEYS_SECRET_ARN']).length > 0,
    violation: () =>
      'OIDC_ISSUER, API_KEYS_SECRET_ARN: no caller could authenticate, because neither an issuer nor API keys are configured; set one of them',
  },
];
