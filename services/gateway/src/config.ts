import { actorEnvironment, environmentOf } from '@stockroom/service/manifest';
import { type Static, Type } from 'typebox';

const seconds = { exclusiveMinimum: 0, maximum: 3600 };
const megabytes = { exclusiveMinimum: 0, maximum: 10_000 };

/** The environment variables of the gateway. */
export const environment = environmentOf({
  ...actorEnvironment,
  INVENTORY_URL: Type.String({
    format: 'uri',
    default: 'http://127.0.0.1:3001',
    description: 'Base URL of the inventory API',
  }),
  CONSOLE_DIRECTORY: Type.Optional(
    Type.String({
      description: 'Directory with the built console. Default: the build in the workspace',
    }),
  ),
  UPSTREAM_TIMEOUT_SECONDS: Type.Number({
    ...seconds,
    default: 30,
    description: 'Timeout until a service behind the gateway begins its response',
  }),
  UPSTREAM_BULK_TIMEOUT_SECONDS: Type.Number({
    ...seconds,
    default: 300,
    description: 'The same timeout for imports and exports, including the transfer of their bodies',
  }),
  CIRCUIT_OPEN_SECONDS: Type.Number({
    ...seconds,
    default: 2,
    description: 'How long no requests go to a service that does not respond, before a probe',
  }),
  RATE_LIMIT_PER_MINUTE: Type.Integer({
    default: 6000,
    minimum: 0,
    description:
      'Maximum requests per minute and caller at one gateway task; 0 for no limit. A caller is a person, a program or a key; without authentication it is an address, which an office may share',
  }),
  JSON_BODY_MEGABYTES: Type.Number({
    ...megabytes,
    default: 1,
    description: 'Largest JSON body, unless the operation has a lower limit',
  }),
  STREAMED_BODY_MEGABYTES: Type.Number({
    ...megabytes,
    default: 100,
    description: 'Largest body of any other type, such as an import',
  }),
  CORS_ORIGINS: Type.String({
    default: '',
    pattern: '^(https?://[^/,\\s]+(,https?://[^/,\\s]+)*)?$',
    description:
      'Origins whose pages can call the API, comma-separated: https://shop.example.com. Default: none',
  }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#@\\s]+$',
      description:
        'URL of the gateway for callers, without a trailing slash: https://stock.example.com',
    }),
  ),
  OIDC_ISSUER: Type.Optional(
    Type.String({
      format: 'uri',
      pattern: '^https?://',
      description:
        'OpenID Connect issuer where users sign in, exactly as in the "iss" claim of its tokens',
    }),
  ),
  OIDC_AUDIENCE: Type.Optional(
    Type.String({
      pattern: '^[^,\\s]+(,[^,\\s]+)*$',
      description:
        'Accepted audiences of access tokens (aud, or client_id in tokens without aud), comma-separated',
    }),
  ),
  OIDC_CLIENT_ID: Type.Optional(
    Type.String({ description: 'Client id of the gateway at the issuer' }),
  ),
  OIDC_CLIENT_SECRET: Type.Optional(
    Type.String({
      description: 'Client secret of the gateway at the issuer; not set for a public client',
    }),
  ),
  OIDC_SCOPE_PREFIX: Type.String({
    default: '',
    description: 'Prefix of the scopes at the issuer: "stockroom/" for Amazon Cognito',
  }),
  OIDC_PERMISSIONS_CLAIM: Type.Optional(
    Type.String({
      description:
        'Claim with the permissions of a person, instead of the scopes: "cognito:groups", "permissions"',
    }),
  ),
  OIDC_SIGN_IN_PARAMETERS: Type.Optional(
    Type.String({
      pattern: '^[^=&\\s]+=[^&\\s]+(&[^=&\\s]+=[^&\\s]+)*$',
      description:
        'Additional parameters of the authorization request: "audience=stockroom" for Auth0',
    }),
  ),
  SESSION_KEY: Type.Optional(
    Type.String({
      pattern: '^[^,\\s]{32,}(,[^,\\s]{32,})*$',
      description:
        'Random text of 32 characters or more that encrypts sessions; several are comma-separated: the first encrypts, all decrypt',
    }),
  ),
  SESSION_HOURS: Type.Number({
    default: 8,
    exclusiveMinimum: 0,
    maximum: 168,
    description: 'Hours until users must sign in again',
  }),
  API_KEYS_FILE: Type.Optional(
    Type.String({ description: 'Local file with the API keys, hashed' }),
  ),
  API_KEYS_SECRET_ARN: Type.Optional(
    Type.String({
      pattern: '^arn:aws[\\w-]*:secretsmanager:[\\w-]+:\\d{12}:secret:\\S+$',
      description: 'Secret in AWS Secrets Manager with the API keys, hashed',
    }),
  ),
  DEVELOPMENT_SIGN_IN: Type.Boolean({
    default: false,
    description: 'Sign in with one click as any demo user. Only for your own machine',
  }),
});

export type Config = Static<typeof environment>;
