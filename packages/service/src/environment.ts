import { type TObject, Type } from 'typebox';

const addressRange = '[0-9a-fA-F.:]+(/\\d{1,3})?';

/** Variables that every service reads. */
export const serviceEnvironment = {
  NODE_ENV: Type.String({
    default: 'production',
    description:
      'Only "development" and "test" allow what is for development; every other value is production',
  }),
  HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on' }),
  PORT: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 65535,
      description: "Port to listen on; the manifest's without it",
    }),
  ),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    description: 'Least level that is logged',
  }),
  RELEASE: Type.String({ default: 'development', description: 'The release (commit) that runs' }),
  TRUSTED_PROXIES: Type.Optional(
    Type.String({
      pattern: `^${addressRange}(,${addressRange})*$`,
      patternMessage: 'must be addresses or ranges in CIDR notation, with commas between',
      description:
        "Addresses of the proxies in front, whose X-Forwarded-For is taken for the caller's address: the ranges of the load balancer's subnets, 10.0.0.0/20,10.0.16.0/20",
    }),
  ),
  MAX_EVENT_LOOP_DELAY_MILLISECONDS: Type.Number({
    default: 1000,
    minimum: 0,
    description:
      'Mean delay of the event loop from which on requests are answered 503, so that those that have begun are finished; 0 for no limit',
  }),
  HEADERS_TIMEOUT_SECONDS: Type.Number({
    default: 15,
    exclusiveMinimum: 0,
    description: "How long a request's headers may take to arrive",
  }),
  REQUEST_TIMEOUT_SECONDS: Type.Number({
    default: 300,
    exclusiveMinimum: 0,
    description: 'How long a whole request may take to arrive: an import over a slow line, say',
  }),
  METRICS_NAMESPACE: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9/._-]{1,255}$',
      description:
        'CloudWatch namespace of the metrics, written to standard output as lines of the Embedded Metric Format; none without it',
    }),
  ),
};

/**
 * Variables that infra gives to every service whose manifest says `database: true`. Without
 * `DATABASE_KIND` a service uses its embedded database.
 */
export const databaseEnvironment = {
  DATABASE_KIND: Type.Enum(['embedded', 'postgres', 'documentdb'], {
    default: 'embedded',
    description: 'Which database the service keeps its data in',
  }),
  DATABASE_HOST: Type.Optional(Type.String({ description: 'Endpoint that takes writes' })),
  DATABASE_READER_HOST: Type.Optional(
    Type.String({ description: 'Endpoint for reads that may be stale' }),
  ),
  DATABASE_PORT: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
  DATABASE_NAME: Type.String({ default: 'stockroom' }),
  DATABASE_TLS: Type.Boolean({
    default: true,
    description: 'Off only for a database on this machine',
  }),
  DATABASE_USERNAME: Type.Optional(Type.String()),
  DATABASE_PASSWORD: Type.Optional(Type.String()),
  DATABASE_SECRET_ARN: Type.Optional(
    Type.String({ description: 'The secret to read again when the password was rotated' }),
  ),
};

/** The variables of `databaseEnvironment` that come from Secrets Manager. */
export const databaseSecrets = ['DATABASE_USERNAME', 'DATABASE_PASSWORD'] as const;

/**
 * Variables of every service that signs or verifies who makes a request: the gateway, and the
 * services that it calls. In production one of the two is required.
 */
export const actorEnvironment = {
  ACTOR_KEY: Type.Optional(
    Type.String({
      pattern: '^[^,\\s]{32,}(,[^,\\s]{32,})*$',
      description:
        'Random text of 32 characters or more that callers are signed with between services; several with commas between: the first signs, all verify',
    }),
  ),
  ACTOR_KEY_SECRET_ARN: Type.Optional(
    Type.String({
      pattern: '^arn:aws[\\w-]*:secretsmanager:[\\w-]+:\\d{12}:secret:\\S+$',
      description:
        'The secret in Secrets Manager with that text: its current version signs, the current and the previous one verify',
    }),
  ),
};

/** The schema of a service's own variables together with those every service reads. */
export function environmentOf<Own extends Record<string, object>>(own: Own) {
  return Type.Object({ ...serviceEnvironment, ...own }) as TObject<typeof serviceEnvironment & Own>;
}

/**
 * Whether a service runs on a developer's machine or in a test. Whatever is not known to be either
 * is production, so that a misspelled or missing NODE_ENV switches no protection off.
 */
export const isDevelopment = ({ NODE_ENV }: { readonly NODE_ENV: string }): boolean =>
  NODE_ENV === 'development' || NODE_ENV === 'test';
