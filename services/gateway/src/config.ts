import { actorEnvironment, environmentOf } from '@stockroom/service/manifest';
import { type Static, Type } from 'typebox';

const seconds = { exclusiveMinimum: 0, maximum: 3600 };
const megabytes = { exclusiveMinimum: 0, maximum: 10_000 };

/** What the gateway reads from its environment. */
export const environment = environmentOf({
  ...actorEnvironment,
  INVENTORY_URL: Type.String({
    format: 'uri',
    default: 'http://127.0.0.1:3001',
    description: 'Where the inventory API answers',
  }),
  CONSOLE_DIRECTORY: Type.Optional(
    Type.String({ description: 'The built console; where the workspace builds it, without it' }),
  ),
  UPSTREAM_TIMEOUT_SECONDS: Type.Number({
    ...seconds,
    default: 30,
    description: 'How long a service behind the gateway may take to begin its answer',
  }),
  UPSTREAM_BULK_TIMEOUT_SECONDS: Type.Number({
    ...seconds,
    default: 300,
    description: 'The same for imports and exports, with the time that their bodies take',
  }),
  CIRCUIT_OPEN_SECONDS: Type.Number({
    ...seconds,
    default: 2,
    description: 'How long a service that does not answer is left alone before it is tried again',
  }),
  RATE_LIMIT_PER_MINUTE: Type.Integer({
    default: 6000,
    minimum: 0,
    description:
      'Requests per minute and caller that one gateway task takes; 0 for no limit. A caller is a person or a key, or an address, which an office may share, before it is known',
  }),
  JSON_BODY_MEGABYTES: Type.Number({
    ...megabytes,
    default: 1,
    description: 'Largest JSON body, of operations that take no less',
  }),
  STREAMED_BODY_MEGABYTES: Type.Number({
    ...megabytes,
    default: 100,
    description: 'Largest body of another type: an import',
  }),
  CORS_ORIGINS: Type.String({
    default: '',
    pattern: '^(https?://[^/,\\s]+(,https?://[^/,\\s]+)*)?$',
    description:
      'Origins whose pages may call the API, with commas between: https://shop.example.com. None without it',
  }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#@\\s]+$',
      description:
        'Where callers reach the gateway, without a slash at the end: https://stock.example.com',
    }),
  ),
  OIDC_ISSUER: Type.Optional(
    Type.String({
      format: 'uri',
      pattern: '^https?://',
      description:
        'The issuer of OpenID Connect that people sign in at, as it stands in its tokens',
    }),
  ),
  OIDC_AUDIENCE: Type.Optional(
    Type.String({
      pattern: '^[^,\\s]+(,[^,\\s]+)*$',
      description:
        'Whom access tokens are meant for (aud, or client_id where there is none), with commas between',
    }),
  ),
  OIDC_CLIENT_ID: Type.Optional(
    Type.String({ description: 'What the issuer knows the gateway as, to sign people in' }),
  ),
  OIDC_CLIENT_SECRET: Type.Optional(
    Type.String({ description: "The gateway's secret at the issuer; none for a public client" }),
  ),
  OIDC_SCOPE_PREFIX: Type.String({
    default: '',
    description: 'What the issuer puts before the scopes: "stockroom/" for Amazon Cognito',
  }),
  OIDC_PERMISSIONS_CLAIM: Type.Optional(
    Type.String({
      description:
        'The claim that says what a person may, instead of the scopes: "cognito:groups", "permissions"',
    }),
  ),
  OIDC_SIGN_IN_PARAMETERS: Type.Optional(
    Type.String({
      pattern: '^[^=&\\s]+=[^&\\s]+(&[^=&\\s]+=[^&\\s]+)*$',
      description:
        'What else the issuer wants to be told when somebody signs in: "audience=stockroom" for Auth0',
    }),
  ),
  SESSION_KEY: Type.Optional(
    Type.String({
      pattern: '^[^,\\s]{32,}(,[^,\\s]{32,})*$',
      description:
        'Random text of 32 characters or more that sessions are sealed with; several with commas between: the first seals, all open',
    }),
  ),
  SESSION_HOURS: Type.Number({
    default: 8,
    exclusiveMinimum: 0,
    maximum: 168,
    description: 'After how long people have to sign in again',
  }),
  API_KEYS_FILE: Type.Optional(
    Type.String({ description: 'The file that API keys are kept in, on this machine' }),
  ),
  API_KEYS_SECRET_ARN: Type.Optional(
    Type.String({
      pattern: '^arn:aws[\\w-]*:secretsmanager:[\\w-]+:\\d{12}:secret:\\S+$',
      description: 'The secret in Secrets Manager that API keys are kept in, hashed',
    }),
  ),
  DEVELOPMENT_SIGN_IN: Type.Boolean({
    default: false,
    description: 'Signs people in with one click, as whom they like. For a machine of your own',
  }),
});

export type Config = Static<typeof environment>;
