import { ConfigError } from '@stockroom/service';
import { parseWebUrl } from '@stockroom/service/manifest';
import { type KeyStore, keyFile, keySecret } from '../api-keys/index.ts';
import type { Config } from '../config.ts';
import type { SignInSettings } from '../sign-in/settings.ts';
import { addressRules } from './address-rules.ts';
import { authenticationRules } from './authentication-rules.ts';
import { originsOf } from './origins.ts';

/** What follows from several variables of the configuration together. */
export interface Settings {
  /** Undefined without an issuer: then callers can authenticate with API keys only. */
  readonly signIn: SignInSettings | undefined;
  /** Undefined without API keys. */
  readonly keyStore: KeyStore | undefined;
  /** Origins whose pages can call the API. */
  readonly corsOrigins: readonly string[];
}

/**
 * Checks the configuration as a whole and derives the settings from it.
 *
 * @throws ConfigError that names every variable that is missing or conflicts with another
 */
export function readSettings(config: Config): Settings {
  const violations = [...addressRules, ...authenticationRules]
    .filter(({ holds }) => !holds(config))
    .map(({ violation }) => violation(config));
  if (violations.length > 0) {
    const lines = violations.map((violation) => `  - ${violation}`);
    throw new ConfigError(
      `The environment variables are not valid:\n${lines.join('\n')}\nSet them and start again.`,
    );
  }
  return {
    signIn: signInSettings(config),
    keyStore: keyStore(config),
    corsOrigins: originsOf(config.CORS_ORIGINS),
  };
}

function signInSettings(config: Config): SignInSettings | undefined {
  const { OIDC_ISSUER, OIDC_AUDIENCE, OIDC_CLIENT_ID, PUBLIC_URL, SESSION_KEY } = config;
  if (PUBLIC_URL === undefined || SESSION_KEY === undefined) return undefined;
  // Spelled as in browsers, whose headers are compared with it.
  const publicUrl = parseWebUrl(PUBLIC_URL)?.origin;
  if (publicUrl === undefined) throw new Error(`PUBLIC_URL=${PUBLIC_URL} is not a URL.`);
  const shared = {
    publicUrl,
    sessions: {
      publicUrl,
      keys: SESSION_KEY.split(','),
      hours: config.SESSION_HOURS,
    },
    parameters: Object.fromEntries(new URLSearchParams(config.OIDC_SIGN_IN_PARAMETERS)),
  };
  if (config.DEVELOPMENT_SIGN_IN) return { ...shared, issuer: 'development' };
  if (OIDC_ISSUER === undefined || OIDC_AUDIENCE === undefined || OIDC_CLIENT_ID === undefined) {
    return undefined;
  }
  return {
    ...shared,
    issuer: {
      issuer: OIDC_ISSUER,
      audiences: OIDC_AUDIENCE.split(','),
      clientId: OIDC_CLIENT_ID,
      clientSecret: config.OIDC_CLIENT_SECRET,
      scopePrefix: config.OIDC_SCOPE_PREFIX,
      permissionsClaim: config.OIDC_PERMISSIONS_CLAIM,
    },
  };
}

function keyStore({ API_KEYS_FILE, API_KEYS_SECRET_ARN }: Config): KeyStore | undefined {
  if (API_KEYS_FILE !== undefined) return keyFile(API_KEYS_FILE);
  return API_KEYS_SECRET_ARN === undefined ? undefined : keySecret(API_KEYS_SECRET_ARN);
}
