import type { TObject } from 'typebox';

/**
 * What a service is, said once: the service starts from it, and infra builds its task definition,
 * target group, security-group rules, autoscaling and alarms from it.
 *
 * Units stand in the names; every default is in {@link defineService}.
 */
export interface ServiceManifest<Environment extends TObject | undefined = TObject | undefined> {
  /** Lower-case name, unique among the services: `inventory`. Also its Service Connect name. */
  readonly name: string;
  /** One sentence for people: dashboards, the README, errors. */
  readonly description: string;
  /** The one port the container listens on. */
  readonly port: number;
  /** Liveness: answers 200 while the process works, whatever its dependencies do. */
  readonly healthPath: string;
  /** Readiness: answers 200 only while the service can do its work, dependencies included. */
  readonly readyPath: string;
  /**
   * What ECS runs in the container to learn whether it is healthy, as a command of ECS: `['CMD',
   * 'program', 'argument']` or `['CMD-SHELL', 'line for a shell']`. Empty: it is not asked.
   */
  readonly healthCommand: readonly string[];
  /**
   * The command that brings the database up to date, run once in the service's image before its
   * release rolls out; empty: the service needs none.
   */
  readonly migrationCommand: readonly string[];
  /** Seconds from SIGTERM to SIGKILL. Fargate allows at most 120. */
  readonly stopTimeoutSeconds: number;
  /** Seconds between SIGTERM and closing the listener, in which load balancers learn to go elsewhere. */
  readonly drainSeconds: number;
  /** Idle keep-alive of the server. Must exceed the load balancer's idle timeout of 60 s. */
  readonly keepAliveTimeoutSeconds: number;
  /** Fargate CPU units; 1024 are one vCPU. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /**
   * Folders that the container may write to, empty at its start and gone with it: `/tmp`. All else of
   * its file system is read-only. The image must declare each as a VOLUME, in a folder that user
   * 10001 may write to: a volume has the rights of the folder that it covers (ECS, bind mounts).
   */
  readonly writablePaths: readonly string[];
  readonly scaling: Scaling;
  /** Names of the services that it calls. Each becomes a security-group rule and `<NAME>_URL`. */
  readonly calls: readonly string[];
  /** Whether the load balancer routes the internet's requests to it. */
  readonly public: boolean;
  /** Whether it reads the database; brings the variables of `databaseEnvironment`. */
  readonly database: boolean;
  /**
   * The environment variables that it reads, as a schema: types, defaults, descriptions. Optional
   * for a container that is not ours (a Java service, say).
   */
  readonly environment: Environment;
  /** Which of the variables are secrets: infra takes them from Secrets Manager, logs never show them. */
  readonly secrets: readonly string[];
  /**
   * The variables with the ARNs of secrets that it replaces itself: infra lets it write these, while
   * every other service that names them only reads.
   */
  readonly rotates: readonly string[];
}

/** How many tasks run, and what makes them more. */
export interface Scaling {
  /** At least this many tasks, always; 2 survive the loss of an Availability Zone. */
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Target for the average CPU use, percent. */
  readonly cpuPercent: number;
  /** Target for the average memory use, percent. */
  readonly memoryPercent: number;
  /** Target for requests per task and minute; public services only. */
  readonly requestsPerTask: number;
}

type Required = 'name' | 'description' | 'port';

/** What a manifest must say; the rest has defaults. */
export type ServiceDefinition<Environment extends TObject | undefined = TObject | undefined> = Pick<
  ServiceManifest,
  Required
> &
  Partial<Omit<ServiceManifest<Environment>, Required | 'scaling'>> & {
    readonly scaling?: Partial<Scaling>;
  };

/**
 * Completes a service's definition with the defaults and refuses one that cannot work.
 *
 * Defaults: `/health` and `/ready`, asked in the container by Node (a container without Node must say
 * its own `healthCommand`); no migration; stop timeout 120 s (Fargate's maximum), drain 5 s, keep-alive
 * 75 s; 256 CPU units and 512 MiB (the smallest Fargate size); 2 to 10 tasks at 75 % CPU and
 * memory and 1000 requests per task and minute; private, no database, no calls, no secrets and none
 * that it rotates, nowhere to write.
 *
 * @throws Error that names the service, every violation and the fix
 */
export function defineService<Environment extends TObject | undefined = undefined>(
  definition: ServiceDefinition<Environment>,
): ServiceManifest<Environment> {
  const manifest = {
    healthPath: '/health',
    readyPath: '/ready',
    healthCommand: askWithNode(definition.port, definition.healthPath ?? '/health'),
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

function askWithNode(port: number, path: string): readonly string[] {
  const ask = `fetch('http://127.0.0.1:${port}${path}').then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))`;
  return ['CMD', 'node', '-e', ask];
}

/** 60 s is the idle timeout that infra gives the load balancer: a connection it reuses must still be open here. */
const loadBalancerIdleSeconds = 60;

function violationsOf(manifest: ServiceManifest): string[] {
  const { name, port, scaling } = manifest;
  const rules: [holds: boolean, violation: string][] = [
    [
      /^[a-z][a-z0-9-]{0,30}$/.test(name),
      'name: use lower-case letters, digits and dashes, at most 31',
    ],
    [
      Number.isInteger(port) && port > 0 && port < 65536,
      `port: ${port} is no port; use 1 to 65535`,
    ],
    [
      manifest.stopTimeoutSeconds > 0 && manifest.stopTimeoutSeconds <= 120,
      `stopTimeoutSeconds: ${manifest.stopTimeoutSeconds} is outside Fargate's 1 to 120`,
    ],
    [
      manifest.drainSeconds >= 0 && manifest.drainSeconds < manifest.stopTimeoutSeconds,
      `drainSeconds: ${manifest.drainSeconds} must be less than stopTimeoutSeconds (${manifest.stopTimeoutSeconds})`,
    ],
    [
      manifest.keepAliveTimeoutSeconds > loadBalancerIdleSeconds,
      `keepAliveTimeoutSeconds: ${manifest.keepAliveTimeoutSeconds} must exceed the load balancer's idle timeout of ${loadBalancerIdleSeconds} s; use 75`,
    ],
    [
      scaling.minTasks >= 1 && scaling.maxTasks >= scaling.minTasks,
      `scaling: ${scaling.minTasks} to ${scaling.maxTasks} tasks is no range`,
    ],
    [
      manifest.healthCommand.length === 0 ||
        (['CMD', 'CMD-SHELL'].includes(manifest.healthCommand[0] ?? '') &&
          manifest.healthCommand.length > 1),
      `healthCommand: ${JSON.stringify(manifest.healthCommand)} is no command of ECS; start it with "CMD" or "CMD-SHELL"`,
    ],
    ...manifest.writablePaths.map((path): [boolean, string] => [
      /^(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(path),
      `writablePaths: "${path}" is no folder of its own; use an absolute path below the root, like /tmp`,
    ]),
    [
      new Set(manifest.writablePaths).size === manifest.writablePaths.length,
      'writablePaths: one is there twice',
    ],
    [!manifest.calls.includes(name), 'calls: a service does not call itself'],
    ...manifest.secrets.map((secret): [boolean, string] => [
      manifest.environment === undefined || secret in manifest.environment.properties,
      `secrets: "${secret}" is not among the variables of environment`,
    ]),
    ...manifest.rotates.map((variable): [boolean, string] => [
      variable in (manifest.environment?.properties ?? {}),
      `rotates: "${variable}" is not among the variables of environment`,
    ]),
  ];
  return rules.filter(([holds]) => !holds).map(([, violation]) => violation);
}

/** The variable that says where a called service answers: `inventory` -> `INVENTORY_URL`. */
export const urlVariable = (service: string): string =>
  `${service.toUpperCase().replaceAll('-', '_')}_URL`;
