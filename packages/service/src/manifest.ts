import type { TObject } from 'typebox';

/**
 * Describes a service in one place: the service starts from it, and infra builds its task
 * definition, target group, security group rules, autoscaling and alarms from it.
 *
 * Names contain the units; {@link defineService} lists the defaults.
 */
export interface ServiceManifest<Environment extends TObject | undefined = TObject | undefined> {
  /** Lower-case name, unique among the services: `inventory`. Also its Service Connect name. */
  readonly name: string;
  /** One line for dashboards, the README and errors. */
  readonly description: string;
  /** The port on which the container listens. */
  readonly port: number;
  /** Liveness: 200 while the process works, independent of its dependencies. */
  readonly healthPath: string;
  /** Readiness: 200 only while the service and its dependencies work. */
  readonly readyPath: string;
  /**
   * Health check command that ECS runs in the container: `['CMD', 'program', 'argument']` or
   * `['CMD-SHELL', 'shell command']`. Empty: no container health check.
   */
  readonly healthCommand: readonly string[];
  /**
   * Command that migrates the database. It runs once in the service's image before a release rolls
   * out. Empty: no migration.
   */
  readonly migrationCommand: readonly string[];
  /** Seconds from SIGTERM to SIGKILL. Fargate allows at most 120. */
  readonly stopTimeoutSeconds: number;
  /** Seconds between SIGTERM and closing the listener, in which load balancers stop sending requests. */
  readonly drainSeconds: number;
  /** Keep-alive timeout of the server. Must exceed {@link loadBalancerIdleTimeoutSeconds}. */
  readonly keepAliveTimeoutSeconds: number;
  /** Fargate CPU units; 1024 are one vCPU. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /**
   * Directories that the container can write to, such as `/tmp`. They are empty at the start and
   * deleted with the container; the rest of the file system is read-only. The image must declare each
   * as a VOLUME on a directory that user 10001 can write to: a volume takes over the permissions of
   * the directory that it covers (ECS, bind mounts).
   */
  readonly writablePaths: readonly string[];
  readonly scaling: Scaling;
  /** Names of the services that it calls. Each becomes a security group rule and `<NAME>_URL`. */
  readonly calls: readonly string[];
  /** Whether the load balancer routes requests from the internet to it. */
  readonly public: boolean;
  /** Whether it uses the database; sets the variables of `databaseEnvironment`. */
  readonly database: boolean;
  /**
   * The environment variables that it reads, as a schema: types, defaults, descriptions. Optional
   * for a container from elsewhere, a Java service for example.
   */
  readonly environment: Environment;
  /** The variables that are secrets: infra reads them from Secrets Manager. Never logged. */
  readonly secrets: readonly string[];
  /**
   * The variables with the ARNs of secrets that it rotates: infra grants it write permission, and
   * every other service that has them read permission.
   */
  readonly rotates: readonly string[];
}

/** How many tasks run, and the targets of autoscaling. */
interface Scaling {
  /** Minimum number of tasks. 2 survive the loss of an Availability Zone. */
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Target for the average CPU utilization, percent. */
  readonly cpuPercent: number;
  /** Target for the average memory utilization, percent. */
  readonly memoryPercent: number;
  /** Target for requests per task and minute; public services only. */
  readonly requestsPerTask: number;
}

type Required = 'name' | 'description' | 'port';

/** A manifest's required fields, and any of the optional ones. */
export type ServiceDefinition<Environment extends TObject | undefined = TObject | undefined> = Pick<
  ServiceManifest,
  Required
> &
  Partial<Omit<ServiceManifest<Environment>, Required | 'scaling'>> & {
    readonly scaling?: Partial<Scaling>;
  };

/**
 * Completes a service's definition with the defaults, and rejects one that cannot work.
 *
 * Defaults: `/health` and `/ready`; a health check command that uses Node (a container without Node
 * must set its own `healthCommand`); no migration; stop timeout 120 s (Fargate's maximum), drain 5 s,
 * keep-alive 75 s; 256 CPU units and 512 MiB (the smallest Fargate size); 2 to 10 tasks at 75 % CPU
 * and memory and 1000 requests per task and minute; private; no database, calls, secrets, rotated
 * secrets or writable paths.
 *
 * @throws Error naming the service, every violation and the fix
 */
export function defineService<Environment extends TObject | undefined = undefined>(
  definition: ServiceDefinition<Environment>,
): ServiceManifest<Environment> {
  const manifest = {
    healthPath: '/health',
    readyPath: '/ready',
    healthCommand: nodeHealthCommand(definition.port, definition.healthPath ?? '/health'),
    migrationCommand: [],
    stopTimeoutSeconds: 120,
    drainSeconds: 5,
    keepAliveTimeoutSeconds: 75,
    cpu: 256,
    memory: 512,
    writablePaths: [],
    calls: [],
    public: false,
    database: false,
    environment: undefined as Environment,
    secrets: [],
    rotates: [],
    ...definition,
    scaling: {
      minTasks: 2,
      maxTasks: 10,
      cpuPercent: 75,
      memoryPercent: 75,
      requestsPerTask: 1000,
      ...definition.scaling,
    },
  };
  const violations = violationsOf(manifest);
  if (violations.length > 0) {
    throw new Error(
      `The manifest of service "${manifest.name}" cannot work:\n${violations.map((violation) => `  - ${violation}`).join('\n')}`,
    );
  }
  return manifest;
}

function nodeHealthCommand(port: number, path: string): readonly string[] {
  const script = `fetch('http://127.0.0.1:${port}${path}').then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))`;
  return ['CMD', 'node', '-e', script];
}

/**
 * Idle timeout of the load balancer, in seconds. Services keep connections open longer: otherwise
 * the load balancer could reuse a connection that the service is closing.
 */
export const loadBalancerIdleTimeoutSeconds = 60;

function violationsOf(manifest: ServiceManifest): string[] {
  const { name, port, scaling } = manifest;
  const rules: [holds: boolean, violation: string][] = [
    [
      /^[a-z][a-z0-9-]{0,30}$/.test(name),
      'name: use at most 31 lower-case letters, digits and dashes, starting with a letter',
    ],
    [
      Number.isInteger(port) && port > 0 && port < 65536,
      `port: ${port} is not a port; use 1 to 65535`,
    ],
    [
      manifest.stopTimeoutSeconds > 0 && manifest.stopTimeoutSeconds <= 120,
      `stopTimeoutSeconds: ${manifest.stopTimeoutSeconds} is outside Fargate's range; use 1 to 120`,
    ],
    [
      manifest.drainSeconds >= 0 && manifest.drainSeconds < manifest.stopTimeoutSeconds,
      `drainSeconds: ${manifest.drainSeconds} must be less than stopTimeoutSeconds (${manifest.stopTimeoutSeconds})`,
    ],
    [
      manifest.keepAliveTimeoutSeconds > loadBalancerIdleTimeoutSeconds,
      `keepAliveTimeoutSeconds: ${manifest.keepAliveTimeoutSeconds} must exceed the load balancer's idle timeout of ${loadBalancerIdleTimeoutSeconds} s; use 75`,
    ],
    [
      scaling.minTasks >= 1 && scaling.maxTasks >= scaling.minTasks,
      `scaling: ${scaling.minTasks} to ${scaling.maxTasks} tasks is not a range; use 1 <= minTasks <= maxTasks`,
    ],
    [
      manifest.healthCommand.length === 0 ||
        (/^CMD(-SHELL)?$/.test(String(manifest.healthCommand[0])) &&
          manifest.healthCommand.length > 1),
      `healthCommand: ${JSON.stringify(manifest.healthCommand)} is not an ECS health check command; begin it with "CMD" or "CMD-SHELL"`,
    ],
    ...manifest.writablePaths.map((path): [boolean, string] => [
      /^(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(path),
      `writablePaths: "${path}" is not a directory below the root; use an absolute path such as /tmp`,
    ]),
    [
      new Set(manifest.writablePaths).size === manifest.writablePaths.length,
      'writablePaths: a path occurs twice',
    ],
    [!manifest.calls.includes(name), 'calls: a service cannot call itself'],
    ...manifest.secrets.map((secret): [boolean, string] => [
      manifest.environment === undefined || secret in manifest.environment.properties,
      `secrets: "${secret}" is not a variable of environment`,
    ]),
    ...manifest.rotates.map((variable): [boolean, string] => [
      variable in (manifest.environment?.properties ?? {}),
      `rotates: "${variable}" is not a variable of environment`,
    ]),
  ];
  return rules.filter(([holds]) => !holds).map(([, violation]) => violation);
}

/** The variable with the URL of a called service: `inventory` -> `INVENTORY_URL`. */
export const urlVariable = (service: string): string =>
  `${service.toUpperCase().replaceAll('-', '_')}_URL`;
