import {
  databaseSecrets,
  metricsNamespacePrefix,
  type ServiceManifest,
  urlVariable,
} from '@stockroom/service/manifest';
import type { DeployedService } from '../../deployed-service.ts';
import {
  type availableVariables,
  type platformVariables,
  readsVariable,
  type secretArnVariables,
} from '../../service-variables.ts';
import { type Database, databaseName, databasePorts } from '../database/database.ts';

/** A value for each of some variables; those without one are left out. */
type Values<Names extends readonly string[]> = Readonly<
  Partial<Record<Names[number], string | undefined>>
>;

export interface ServiceEnvironmentProps {
  readonly service: DeployedService;
  /** The services that it calls. */
  readonly calls: readonly DeployedService[];
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly region: string;
  readonly release: string;
  /** Address ranges that the load balancer's requests come from. */
  readonly loadBalancerRanges: readonly string[];
  readonly database: Database;
  /** ARNs of the secrets that manifests name, by the variable. */
  readonly secretArns: Readonly<Record<string, string>>;
  /** Variables that a service gets when its environment schema has them. */
  readonly availableVariables: Values<typeof availableVariables>;
  /** ARNs of the secrets that a service fetches itself, if its schema has the variable. */
  readonly secretArnVariables: Values<typeof secretArnVariables>;
}

/** What a service's container gets at its start, and the secrets that its roles have to reach for that. */
export interface ServiceEnvironment {
  /** Plain values, by the variable. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where ECS finds each secret, by the variable that it sets from it. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Secrets that ECS passes to the container; the service reads them again when they rotate. */
  readonly secretArns: readonly string[];
  /** Secrets that only the service itself reads. */
  readonly taskRoleSecretArns: readonly string[];
  /** Those of them that the service replaces itself. */
  readonly rotatedSecretArns: readonly string[];
}

/** What a service's container gets, from its manifest and the environment that it runs in. */
export function serviceEnvironment(props: ServiceEnvironmentProps): ServiceEnvironment {
  const { service, database, secretArns } = props;
  const secretArnValues = readBy(service, props.secretArnVariables);
  const secrets = service.secrets
    .filter((secret) => !databaseSecrets.some((known) => known === secret))
    .map((secret): [string, string] => [secret, secretArns[secret] ?? '']);
  return {
    variables: {
      // First, so that no setting overrides what infra sets.
      ...service.variables,
      ...platformValues(props),
      ...readBy(service, props.availableVariables),
      ...secretArnValues,
      ...Object.fromEntries(
        props.calls.map(({ name, port }) => [urlVariable(name), `http://${name}:${port}`]),
      ),
      ...(service.database ? databaseValues(database) : {}),
    },
    secrets: {
      ...(service.database ? databaseSecretKeys(database) : {}),
      ...Object.fromEntries(secrets),
    },
    secretArns: [
      ...(service.database ? [database.secretArn] : []),
      ...secrets.map(([, secretArn]) => secretArn),
    ],
    taskRoleSecretArns: Object.values(secretArnValues),
    rotatedSecretArns: service.rotates.map((variable) => secretArnValues[variable] ?? ''),
  };
}

function platformValues(props: ServiceEnvironmentProps): Record<string, string> {
  const { service, prefix, region, release, loadBalancerRanges } = props;
  return present({
    HOST: '0.0.0.0',
    PORT: String(service.port),
    RELEASE: release,
    // Fargate sets it; on instances only newer agents do.
    AWS_REGION: region,
    METRICS_NAMESPACE: `${metricsNamespacePrefix}${prefix}`,
    // Without it the rate limit would count all callers as one: the load balancer.
    TRUSTED_PROXIES: service.public ? loadBalancerRanges.join(',') : undefined,
  } satisfies Values<typeof platformVariables>);
}

function databaseValues(database: Database): Record<string, string> {
  return {
    DATABASE_KIND: database.kind,
    DATABASE_HOST: database.host,
    DATABASE_READER_HOST: database.readerHost,
    DATABASE_PORT: String(databasePorts[database.kind]),
    DATABASE_NAME: databaseName,
    DATABASE_SECRET_ARN: database.secretArn,
  };
}

/** The keys of the secret that AWS manages, each as a variable. */
function databaseSecretKeys({ secretArn }: Database) {
  return {
    DATABASE_USERNAME: `${secretArn}:username::`,
    DATABASE_PASSWORD: `${secretArn}:password::`,
  } satisfies Record<(typeof databaseSecrets)[number], string>;
}

/** Those of the values whose variables are in a service's environment schema. */
function readBy(
  service: ServiceManifest,
  values: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(present(values)).filter(([name]) => readsVariable(service, name)),
  );
}

function present(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
