import { type TObject, Type } from 'typebox';
import { projectId } from './project.ts';

const addressRange = '[0-9a-fA-F.:]+(/\\d{1,3})?';

/** Variables that every service reads. */
export const serviceEnvironment = {
  NODE_ENV: Type.String({
    default: 'production',
    description:
      '"development" and "test" enable development features; every other value is production',
  }),
  HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on' }),
  PORT: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 65535,
      description: "Port to listen on; default: the manifest's",
    }),
  ),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    description: 'Lowest level that is logged',
  }),
  RELEASE: Type.String({ default: 'development', description: 'The running release (a commit)' }),
  TRUSTED_PROXIES: Type.Optional(
    Type.String({
      pattern: `^${addressRange}(,${addressRange})*$`,
      patternMessage: 'must be addresses or CIDR ranges, separated by commas',
      description:
        "Addresses of trusted proxies: X-Forwarded-For from them is used as the caller's address. Example: the CIDR ranges of the load balancer's subnets, 10.0.0.0/20,10.0.16.0/20",
    }),
  ),
  MAX_EVENT_LOOP_DELAY_MILLISECONDS: Type.Number({
    default: 1000,
    minimum: 0,
    description:
      'Mean delay of the event loop above which new requests get 503, so that requests in progress can finish; 0 for no limit',
  }),
  HEADERS_TIMEOUT_SECONDS: Type.Number({
    default: 15,
    exclusiveMinimum: 0,
    description: "Maximum time for a request's headers to arrive",
  }),
  REQUEST_TIMEOUT_SECONDS: Type.Number({
    default: 300,
    exclusiveMinimum: 0,
    description:
      'Maximum time for a whole request to arrive, an import over a slow line for example',
  }),
  METRICS_NAMESPACE: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9/._-]{1,255}$',
      description:
        'CloudWatch namespace of the metrics, which are written to standard output in the Embedded Metric Format; unset: no metrics',
    }),
  ),
};

/**
 * Variables that infra sets for every service whose manifest has `database: true`. Without
 * `DATABASE_KIND` a service uses its embedded database.
 */
export const databaseEnvironment = {
  DATABASE_KIND: Type.Enum(['embedded', 'postgres', 'documentdb'], {
    default: 'embedded',
    description: 'Database that stores the data',
  }),
  DATABASE_HOST: Type.Optional(Type.String({ description: 'Endpoint for writes' })),
  DATABASE_READER_HOST: Type.Optional(
    Type.String({ description: 'Endpoint for reads that may be stale' }),
  ),
  DATABASE_PORT: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
  DATABASE_NAME: Type.String({ default: projectId }),
  DATABASE_TLS: Type.Boolean({
    default: true,
    description:
      'Encrypts connections to the database; turn it off only for a database on this machine',
  }),
  DATABASE_USERNAME: Type.Optional(Type.String()),
  DATABASE_PASSWORD: Type.Optional(Type.String()),
  DATABASE_SECRET_ARN: Type.Optional(
    Type.String({ description: 'The secret to read again after the password was rotated' }),
  ),
};

/** The variables of `databaseEnvironment` that come from Secrets Manager. */
export const databaseSecrets = ['DATABASE_USERNAME', 'DATABASE_PASSWORD'] as const;

/**
 * Variables of every service that signs or verifies actors: the gateway, and the services that it
 * calls. In production one of the two is required.
 */
export const actorEnvironment = {
  ACTOR_KEY: Type.Optional(
    Type.String({
      pattern: '^[^,\\s]{32,}(,[^,\\s]{32,})*$',
      description:
        'Random text of 32 characters or more that signs actors between services. Several, separated by commas: the first signs, all verify',
    }),
  ),
  ACTOR_KEY_SECRET_ARN: Type.Optional(
    Type.String({
      pattern: '^arn:aws[\\w-]*:secretsmanager:[\\w-]+:\\d{12}:secret:\\S+$',
      description:
        'ARN of a secret in Secrets Manager with that text: the current version signs, the current and the previous one verify',
    }),
  ),
};

/** The schema of a service's own variables and those that every service reads. */
export function environmentOf<Own extends Record<string, object>>(own: Own) {
  return Type.Object({ ...serviceEnvironment, ...own }) as TObject<typeof serviceEnvironment & Own>;
}

/**
 * Whether a service runs on a developer's machine or in a test. Any other value is production, so
 * that a misspelled or missing NODE_ENV turns no protection off.
 */
export const isDevelopment = ({ NODE_ENV }: { readonly NODE_ENV: string }): boolean =>
  NODE_ENV === 'development' || NODE_ENV === 'test';
