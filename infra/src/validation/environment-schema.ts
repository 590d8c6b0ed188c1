import { parseOrigin, parseWebUrl } from '@stockroom/service/manifest';
import { type TSchema, Type } from 'typebox';
import { parseAddressRange } from '../address-range.ts';
import type {
  DatabaseSettings,
  Domain,
  Environment,
  Firewall,
  NetworkSettings,
  Operations,
} from '../environments/environment.ts';
import { deploymentFields } from './deployment-schema.ts';
import type { FieldsOf } from './schema.ts';

/** The retention periods that CloudWatch Logs accepts, in days (API reference, PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

const boolean = Type.Boolean({ fix: 'use true or false' });

/** One of several values. */
function oneOf(...values: readonly string[]): TSchema {
  return Type.Enum([...values], { fix: `use ${values.map((value) => `"${value}"`).join(' or ')}` });
}

const network = Type.Object({
  cidr: Type.Refine(
    Type.String({
      fix: 'use a range of /16 to /20 that starts at its first address, like 10.40.0.0/16',
    }),
    (cidr) => {
      const range = parseAddressRange(cidr);
      return range !== undefined && range.prefix >= 16 && range.prefix <= 20;
    },
  ),
  availabilityZones: Type.Array(Type.String({ pattern: '[a-z]$' }), {
    minItems: 2,
    maxItems: 4,
    uniqueItems: true,
    fix: 'name 2 to 4 different Availability Zones of the region, like us-east-1a and us-east-1b',
  }),
  natGateways: oneOf('per-zone', 'single', 'none'),
  interfaceEndpoints: boolean,
} satisfies FieldsOf<NetworkSettings>);

const capacity = Type.Union(
  [
    Type.Object({ kind: Type.Literal('fargate') }),
    Type.Object({
      kind: Type.Literal('fargate-spot'),
      onDemandTasks: Type.Integer({
        minimum: 1,
        fix: 'AWS takes Spot tasks back all at once; keep at least 1 task of each service on demand, 2 in production',
      }),
    }),
    Type.Object({
      kind: Type.Literal('ec2'),
      instanceType: Type.String({
        pattern: '^[a-z]+\\d+g[a-z]*\\.[a-z0-9-]+$',
        fix: 'the images are for ARM64; use a Graviton instance type like m7g.large',
      }),
      minInstances: Type.Integer({
        minimum: 0,
        fix: 'use 0 or more, and in production at least 2, so that one can fail',
      }),
      maxInstances: Type.Integer({
        minimum: 1,
        fix: 'use at least 1, and no less than capacity.minInstances',
      }),
    }),
  ],
  { fix: 'use "fargate", "fargate-spot" or "ec2"' },
);

const domain = Type.Object({
  name: Type.Refine(
    Type.String({
      fix: 'use the name alone, in lower case, without scheme, port and path: stock.example.com',
    }),
    (name) => parseOrigin(`https://${name}`) === `https://${name}`,
  ),
  hostedZone: Type.String({
    minLength: 1,
    fix: 'use the name of the Route 53 zone that the domain belongs to: example.com',
  }),
  zone: oneOf('existing', 'own'),
} satisfies FieldsOf<Domain>);

const firewall = Type.Object({
  requestsPerAddress: Type.Integer({
    minimum: 10,
    maximum: 2e9,
    fix: 'AWS WAF counts 10 to 2,000,000,000 requests in five minutes',
  }),
} satisfies FieldsOf<Firewall>);

const database = Type.Object({
  kind: oneOf('documentdb', 'postgres'),
  instanceClass: Type.String({
    pattern: '^db\\.[a-z0-9]+\\.[a-z0-9]+$',
    fix: 'use an instance class like db.t4g.medium',
  }),
  instances: Type.Integer({ minimum: 1, fix: 'use at least 1' }),
  backupRetentionDays: Type.Integer({ minimum: 1, maximum: 35, fix: 'use 1 to 35 days' }),
  restoreFrom: Type.Optional(
    Type.String({
      pattern: '^(arn:aws:rds:[A-Za-z0-9_:-]+|[A-Za-z][A-Za-z0-9_:-]*)$',
      fix: 'use the name of a snapshot, or its ARN',
    }),
  ),
} satisfies FieldsOf<DatabaseSettings>);

const signIn = Type.Union(
  [
    Type.Object({
      kind: Type.Literal('cognito'),
      domainPrefix: Type.String({
        pattern: '^(?!.*(aws|amazon|cognito))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
        fix: 'use 1 to 63 lower-case letters, digits and dashes, without "aws", "amazon" and "cognito", which Cognito rejects',
      }),
      secondFactor: oneOf('required', 'optional', 'none'),
      threatProtection: boolean,
    }),
    Type.Object({
      kind: Type.Literal('oidc'),
      issuer: Type.Refine(
        Type.String({
          fix: 'use the URL of the issuer as its tokens have it, on the port that tasks can reach, 443: https://example.eu.auth0.com/',
        }),
        (issuer) => {
          const url = parseWebUrl(issuer);
          return url?.protocol === 'https:' && url.port === '';
        },
      ),
      clientId: Type.String({
        pattern: '^\\S+$',
        fix: 'use the id that the issuer gave to its client for Stockroom',
      }),
      audience: Type.String({
        pattern: '^\\S+$',
        fix: 'use the audience of the access tokens: without it, tokens for other programs would be accepted',
      }),
      scopePrefix: Type.String({ fix: 'use what the issuer puts before scopes, or ""' }),
      permissionsClaim: Type.Optional(Type.String({ fix: 'use the name of a claim' })),
      signInParameters: Type.Optional(Type.String({ fix: 'use name=value&name=value' })),
    }),
  ],
  { fix: 'use "cognito" or "oidc"' },
);

const operations = Type.Object({
  alarmEmails: Type.Array(Type.String({ pattern: '^\\S+@\\S+\\.\\S+$' }), {
    fix: 'use addresses like on-call@example.com',
  }),
  availabilityPercent: Type.Number({
    minimum: 90,
    exclusiveMaximum: 100,
    fix: 'use 90 or more and less than 100: with 100 every failure breaks the objective, one during a deployment included',
  }),
  latencyMilliseconds: Type.Number({
    exclusiveMinimum: 0,
    exclusiveMaximum: 60_000,
    fix: 'use more than 0 and less than 60000, after which the load balancer closes the connection',
  }),
  monthlyBudget: Type.Number({
    exclusiveMinimum: 0,
    fix: 'use the US dollars that a month may cost, more than 0',
  }),
} satisfies FieldsOf<Operations>);

/** Formats and ranges of an environment, field by field, each with its fix. */
export const environmentSchema = Type.Object({
  ...deploymentFields,
  name: Type.String({
    pattern: '^(?!shared$)[a-z][a-z0-9]{0,7}$',
    fix: 'use 1 to 8 lower-case letters and digits, starting with a letter; "shared" is taken by the shared stacks',
  }),
  production: boolean,
  registry: oneOf('shared', 'own'),
  images: oneOf('digest', 'tag'),
  defaultRelease: Type.Optional(Type.String({ minLength: 1, fix: 'use a tag of the images' })),
  network,
  capacity,
  domain: Type.Optional(domain),
  firewall: Type.Optional(firewall),
  database,
  signIn: Type.Optional(signIn),
  secrets: Type.Record(
    Type.String(),
    Type.String({
      pattern: '^arn:aws:secretsmanager:[A-Za-z0-9_-]+:\\d{12}:secret:[^\\s:]+-[A-Za-z0-9]{6}$',
    }),
    {
      fix: 'name each secret by its ARN in Secrets Manager, never by its value, with the six characters that Secrets Manager appends to its name: arn:aws:secretsmanager:us-east-1:111111111111:secret:name-a1B2c3',
    },
  ),
  // Checked against the manifests, in service-settings.ts.
  services: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { fix: 'use { <name of the service>: { ... } }' }),
  ),
  operations,
  logRetentionDays: Type.Refine(
    Type.Integer({ fix: `CloudWatch Logs accepts only ${retentionDays.join(', ')}` }),
    (days) => retentionDays.includes(days),
  ),
  deletionProtection: boolean,
  executeCommand: boolean,
  deployFrom: Type.Optional(
    Type.String({
      pattern: '^[\\w.-]+/[\\w.-]+$',
      fix: 'use the repository on GitHub as owner/name',
    }),
  ),
} satisfies FieldsOf<Environment>);
