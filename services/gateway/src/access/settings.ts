import { ConfigError } from '@stockroom/service';
import { isDevelopment, isLoopbackHttp, parseWebUrl } from '@stockroom/service/manifest';
import { type KeyStore, keyFile, keySecret } from '../api-keys/index.ts';
import type { Config } from '../config.ts';
import { addressRules, type Rule } from './address-rules.ts';
import type { IssuerSettings } from './issuer.ts';
import type { SessionSettings } from './sessions.ts';

/** How callers say who they are here. */
export interface AccessSettings {
  /** Undefined where nobody can sign in, and only API keys are left. */
  readonly signIn: SignInSettings | undefined;
  readonly keyStore: KeyStore | undefined;
}

/** How people sign in. */
export interface SignInSettings {
  readonly publicUrl: string;
  readonly issuer: IssuerSettings | 'development';
  readonly sessions: SessionSettings;
  /** What else the issuer is told, beside what OpenID Connect asks for. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Reads from the configuration how callers say who they are.
 *
 * @throws ConfigError naming every variable that is missing or does not go with another
 */
export function accessSettings(config: Config): AccessSettings {
  const faults = [...addressRules, ...rules]
    .filter(({ holds }) => !holds(config))
    .map(({ fault }) => fault(config));
  if (faults.length > 0) {
    const lines = faults.map((fault) => `  - ${fault}`);
    throw new ConfigError(
      `The environment variables do not go together:\n${lines.join('\n')}\nSet them and start again.`,
    );
  }
  return { signIn: signInSettings(config), keyStore: keyStore(config) };
}

/** What signing in at an issuer takes. All or nothing: half of it would let people in halfway. */
const needed = [
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
  'OIDC_CLIENT_ID',
  'PUBLIC_URL',
  'SESSION_KEY',
] as const;
const ofIssuer = [
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'OIDC_PERMISSIONS_CLAIM',
  'OIDC_SIGN_IN_PARAMETERS',
] as const;
const neededForDevelopment = ['PUBLIC_URL', 'SESSION_KEY'] as const;

const given = (config: Config, names: readonly (keyof Config)[]) =>
  names.filter((name) => config[name] !== undefined);
const missing = (config: Config, names: readonly (keyof Config)[]) =>
  names.filter((name) => config[name] === undefined);

const isProduction = (config: Config): boolean =>
  !isDevelopment(config) || publicUrlOf(config)?.protocol === 'https:';

const publicUrlOf = ({ PUBLIC_URL }: Config): URL | undefined =>
  PUBLIC_URL === undefined ? undefined : parseWebUrl(PUBLIC_URL);

const rules: readonly Rule[] = [
  {
    holds: (config) => given(config, ofIssuer).length === 0 || missing(config, needed).length === 0,
    fault: (config) =>
      `${given(config, ofIssuer).join(', ')}: signing in also needs ${missing(config, needed).join(', ')}`,
  },
  {
    holds: (config) => !config.DEVELOPMENT_SIGN_IN || given(config, ofIssuer).length === 0,
    fault: (config) =>
      `DEVELOPMENT_SIGN_IN: people sign in at one issuer; leave it out, or leave out ${given(config, ofIssuer).join(', ')}`,
  },
  {
    holds: (config) =>
      !config.DEVELOPMENT_SIGN_IN || missing(config, neededForDevelopment).length === 0,
    fault: (config) =>
      `DEVELOPMENT_SIGN_IN: signing in also needs ${missing(config, neededForDevelopment).join(', ')}`,
  },
  {
    holds: (config) => !config.DEVELOPMENT_SIGN_IN || isDevelopment(config),
    fault: ({ NODE_ENV }) =>
      `DEVELOPMENT_SIGN_IN: it signs in anyone who clicks, and NODE_ENV=${NODE_ENV} is production; set NODE_ENV=development on your own machine, or leave it out and name an issuer by OIDC_ISSUER`,
  },
  {
    holds: ({ DEVELOPMENT_SIGN_IN, PUBLIC_URL }) =>
      !DEVELOPMENT_SIGN_IN || PUBLIC_URL === undefined || isLoopbackHttp(PUBLIC_URL),
    fault: () =>
      'DEVELOPMENT_SIGN_IN: it lets in whoever clicks, and PUBLIC_URL is not this machine over plain HTTP (http://127.0.0.1:8080); leave it out and name an issuer by OIDC_ISSUER',
  },
  {
    holds: ({ DEVELOPMENT_SIGN_IN, HOST }) =>
      !DEVELOPMENT_SIGN_IN || ['127.0.0.1', '::1', 'localhost'].includes(HOST),
    fault: ({ HOST }) =>
      `DEVELOPMENT_SIGN_IN: it lets in whoever clicks, and HOST=${HOST} lets the network click; set HOST to 127.0.0.1, or leave it out and name an issuer by OIDC_ISSUER`,
  },
  {
    holds: ({ API_KEYS_FILE, API_KEYS_SECRET_ARN }) =>
      API_KEYS_FILE === undefined || API_KEYS_SECRET_ARN === undefined,
    fault: () => 'API_KEYS_FILE, API_KEYS_SECRET_ARN: keys are kept in one place; use one of them',
  },
  {
    holds: (config) =>
      !isProduction(config) ||
      given(config, ['OIDC_ISSUER', 'API_KEYS_FILE', 'API_KEYS_SECRET_ARN']).length > 0,
    fault: () =>
      'OIDC_ISSUER, API_KEYS_SECRET_ARN: nobody could call this, because neither an issuer nor API keys are there; set one of them',
  },
];

function signInSettings(config: Config): SignInSettings | undefined {
  const { OIDC_ISSUER, OIDC_AUDIENCE, OIDC_CLIENT_ID, SESSION_KEY } = config;
  // As browsers write it: they compare it with what they say themselves.
  const publicUrl = publicUrlOf(config)?.origin;
  if (publicUrl === undefined || SESSION_KEY === undefined) return undefined;
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
  if (!OIDC_ISSUER || !OIDC_AUDIENCE || !OIDC_CLIENT_ID) return undefined;
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
