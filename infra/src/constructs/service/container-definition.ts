import type { ServiceManifest } from '@stockroom/service/manifest';
import {
  healthCheckGraceSeconds,
  healthCheckIntervalSeconds,
  healthCheckTimeoutSeconds,
} from '../../timings.ts';

export interface ContainerSettings {
  readonly image: string;
  readonly region: string;
  readonly logGroup: string;
  /** Plain values, none of them a secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where ECS finds the secrets, by the variable that it sets from each. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What a one-off task runs instead of the image's command, without health checks; empty for a service. */
  readonly command: readonly string[];
  /** Directories that the container may write to; the rest of its file system is read-only. */
  readonly writablePaths: readonly string[];
}

/** The user that every container runs as. It does not have to exist in the image. */
const user = '10001:10001';

/**
 * A manifest as an ECS container definition, in canonical JSON: ECS returns names in this order
 * and without empty lists, and Terraform would replace the task definition on every plan if they
 * differed.
 */
export function containerDefinitions(manifest: ServiceManifest, settings: ContainerSettings) {
  const definition = {
    name: manifest.name,
    image: settings.image,
    essential: true,
    command: settings.command,
    user,
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
    stopTimeout: manifest.stopTimeoutSeconds,
    portMappings: [
      {
        name: manifest.name,
        containerPort: manifest.port,
        hostPort: manifest.port,
        protocol: 'tcp',
        appProtocol: 'http',
      },
    ],
    environment: byName(settings.environment, (value) => ({ value })),
    secrets: byName(settings.secrets, (valueFrom) => ({ valueFrom })),
    mountPoints: settings.writablePaths.map((containerPath) => ({
      sourceVolume: volumeName(containerPath),
      containerPath,
      readOnly: false,
    })),
    healthCheck: settings.command.length > 0 ? undefined : healthCheck(manifest),
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': settings.logGroup,
        'awslogs-region': settings.region,
        'awslogs-stream-prefix': manifest.name,
        // A service must not block because CloudWatch does.
        mode: 'non-blocking',
        'max-buffer-size': '25m',
      },
    },
  };
  return JSON.stringify([withoutEmpty(definition)]);
}

/** Name of the volume of a writable directory: `/var/cache` is `var-cache`. */
export function volumeName(path: string): string {
  return path.slice(1).replace(/[^A-Za-z0-9]+/g, '-');
}

/** Without a load balancer in front, only this tells ECS that a new task works. */
function healthCheck({ healthCommand }: ServiceManifest) {
  if (healthCommand.length === 0) return undefined;
  return {
    command: healthCommand,
    interval: healthCheckIntervalSeconds,
    timeout: healthCheckTimeoutSeconds,
    retries: 3,
    startPeriod: healthCheckGraceSeconds,
  };
}

function byName<Value>(values: Readonly<Record<string, string>>, as: (value: string) => Value) {
  return Object.entries(values)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => ({ name, ...as(value) }));
}

function withoutEmpty(definition: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definition).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
