import type { ServiceManifest } from '@stockroom/service/manifest';
import type { CpuArchitecture, Environment } from './environments/environment.ts';

/** A service as one environment runs it: its manifest with the environment's settings applied. */
export interface DeployedService extends ServiceManifest {
  /** Values of the environment for variables of the service's schema. */
  readonly variables: Readonly<Record<string, string>>;
  readonly cpuArchitecture: CpuArchitecture;
}

/** Images are built for ARM64, which costs a fifth less on Fargate. */
const defaultArchitecture: CpuArchitecture = 'ARM64';

/** The services as an environment runs them. Stacks and constructs see these, and no manifest. */
export function deployedServices(
  environment: Pick<Environment, 'services'>,
  manifests: readonly ServiceManifest[],
): DeployedService[] {
  return manifests.map((manifest) => deployedService(environment, manifest));
}

/** One service as an environment runs it. */
export function deployedService(
  { services = {} }: Pick<Environment, 'services'>,
  manifest: ServiceManifest,
): DeployedService {
  const {
    variables = {},
    cpu = manifest.cpu,
    memory = manifest.memory,
    scaling = {},
    cpuArchitecture = defaultArchitecture,
  } = services[manifest.name] ?? {};
  return {
    ...manifest,
    cpu,
    memory,
    scaling: { ...manifest.scaling, ...scaling },
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, String(value)]),
    ),
    cpuArchitecture,
  };
}
