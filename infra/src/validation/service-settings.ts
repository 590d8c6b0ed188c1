import type { ServiceManifest } from '@stockroom/service/manifest';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { deployedService } from '../deployed-service.ts';
import type { Environment, ServiceSettings } from '../environments/environment.ts';
import { looksLikeSecret, namesSecret } from '../secret-detection.ts';
import { readsVariable, variablesSetByInfra } from '../service-variables.ts';
import { type Rule, ruleViolations } from './rule.ts';
import { type FieldsOf, schemaViolations } from './schema.ts';
import { sizeRules } from './services.ts';
import type { Violation } from './violation.ts';

const percent = Type.Optional(
  Type.Number({ exclusiveMinimum: 0, maximum: 100, fix: 'use more than 0 and at most 100' }),
);

const settingsSchema = Type.Object({
  variables: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Union([Type.String({ minLength: 1 }), Type.Number(), Type.Boolean()]),
      { fix: 'use text that is not empty, numbers, true and false, by the names of the variables' },
    ),
  ),
  cpu: Type.Optional(Type.Integer({ minimum: 1, fix: 'use CPU units, 1024 are one vCPU' })),
  memory: Type.Optional(Type.Integer({ minimum: 1, fix: 'use MiB' })),
  scaling: Type.Optional(
    Type.Object({
      minTasks: Type.Optional(Type.Integer({ minimum: 1, fix: 'use at least 1' })),
      maxTasks: Type.Optional(Type.Integer({ minimum: 1, fix: 'use at least 1' })),
      cpuPercent: percent,
      memoryPercent: percent,
      requestsPerTask: Type.Optional(
        Type.Number({ exclusiveMinimum: 0, fix: 'use requests per task and minute, more than 0' }),
      ),
    } satisfies FieldsOf<ServiceManifest['scaling']>),
  ),
  cpuArchitecture: Type.Optional(
    Type.Enum(['ARM64', 'X86_64'], { fix: 'use "ARM64" or "X86_64"' }),
  ),
} satisfies FieldsOf<ServiceSettings>);

/** A service with what an environment sets for it. */
interface Deployed extends Pick<ServiceManifest, 'cpu' | 'memory' | 'scaling'> {
  readonly environment: Environment;
  readonly cpuArchitecture: string;
}

const rules: readonly Rule<Deployed>[] = [
  {
    field: 'scaling.maxTasks',
    holds: ({ scaling }) => scaling.maxTasks >= scaling.minTasks,
    fix: 'use no less than scaling.minTasks, which is the one of the manifest where the environment sets none',
  },
  {
    field: 'scaling.minTasks',
    holds: ({ environment, scaling }) => !environment.production || scaling.minTasks >= 2,
    fix: 'production must survive the loss of an Availability Zone; use at least 2',
  },
  {
    field: 'cpuArchitecture',
    holds: ({ environment, cpuArchitecture }) =>
      environment.capacity.kind !== 'ec2' || cpuArchitecture === 'ARM64',
    fix: 'the instances of capacity "ec2" are ARM64 and cannot run x86 images; use "ARM64", or Fargate',
  },
];

/** Every invalid setting that an environment has for services, checked against their manifests. */
export function serviceSettingsViolations(
  environment: Environment,
  services: readonly ServiceManifest[],
): Violation[] {
  const unknown = Object.entries(environment.services ?? {})
    .filter(([name]) => !services.some((service) => service.name === name))
    .map(([name, value]) => ({
      subject: environment.name,
      field: `services.${name}`,
      value,
      fix: `the services are ${services.map((service) => service.name).join(', ')}; use these names`,
    }));
  return [...unknown, ...services.flatMap((service) => settingsViolations(environment, service))];
}

function settingsViolations(environment: Environment, manifest: ServiceManifest): Violation[] {
  const { name: subject } = environment;
  const path = `services.${manifest.name}`;
  const settings = environment.services?.[manifest.name] ?? {};
  const invalid = schemaViolations(subject, settingsSchema, settings, path);
  if (invalid.length > 0) return invalid;

  const deployed = { ...deployedService(environment, manifest), environment };
  const changesSize = settings.cpu !== undefined || settings.memory !== undefined;
  return [
    ...ruleViolations(subject, deployed, changesSize ? [...sizeRules, ...rules] : rules, path),
    ...Object.entries(settings.variables ?? {}).flatMap(([name, value]) =>
      variableViolations(subject, `${path}.variables.${name}`, manifest, name, String(value)),
    ),
  ];
}

function variableViolations(
  subject: string,
  field: string,
  manifest: ServiceManifest,
  name: string,
  value: string,
): Violation[] {
  if (isSecret(manifest, name, value)) {
    // Without the value, which may be the secret itself.
    const fix =
      'a secret must not be in the configuration; store it in Secrets Manager and name its ARN in secrets';
    return [{ subject, field, value: '...', fix }];
  }
  if (variablesSetByInfra(manifest).includes(name)) {
    return [{ subject, field, value, fix: 'infra sets this variable; leave it out' }];
  }
  const schema = manifest.environment?.properties[name];
  if (schema === undefined) {
    const fix = `the environment schema of ${manifest.name} has no such variable; use ${settableVariables(manifest).join(', ') || 'none'}`;
    return [{ subject, field, value, fix }];
  }
  const [error] = Value.Errors(schema, coerce(schema, value));
  return error === undefined ? [] : [{ subject, field, value, fix: messageOf(schema, error) }];
}

function isSecret(manifest: ServiceManifest, name: string, value: string): boolean {
  return (
    manifest.secrets.includes(name) ||
    readsVariable(manifest, `${name}_SECRET_ARN`) ||
    namesSecret(name) ||
    looksLikeSecret(value)
  );
}

/** The variables of a service that an environment may set. */
function settableVariables(manifest: ServiceManifest): string[] {
  return Object.keys(manifest.environment?.properties ?? {}).filter(
    (name) => !variablesSetByInfra(manifest).includes(name) && !isSecret(manifest, name, ''),
  );
}

/** A variable's text as the service reads it: numbers and booleans by the schema's type. */
function coerce(schema: TSchema, text: string): unknown {
  if (Type.IsNumber(schema) || Type.IsInteger(schema)) return Number(text);
  if (Type.IsBoolean(schema) && ['true', 'false'].includes(text)) return text === 'true';
  return text;
}

/** `must be >= 0: Requests per minute and caller ...` */
function messageOf(schema: TSchema, { message }: { readonly message: string }): string {
  const { description, patternMessage } = schema as {
    readonly description?: string;
    readonly patternMessage?: string;
  };
  return [patternMessage ?? message, description].filter(Boolean).join('. ');
}
