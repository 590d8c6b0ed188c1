import { databaseSecrets, type ServiceManifest } from '@stockroom/service/manifest';
import { deregistrationSeconds } from './constructs/load-balancer/target-group.ts';
import type { Environment } from './environments/environment.ts';
import { type Fault, faultsOf, type Rule } from './environments/faults.ts';

const gibibyte = 1024;

/** Where a service finds the key that callers are signed with. */
const actorKeyVariable = 'ACTOR_KEY_SECRET_ARN';
const actorHeader = 'x-stockroom-actor';

/** The sizes that Fargate offers: CPU units, and for each the MiB from, to and in steps of (ECS developer guide, task size). */
const fargateSizes: Readonly<Record<number, readonly [from: number, to: number, step: number]>> = {
  256: [512, 2 * gibibyte, 512],
  512: [gibibyte, 4 * gibibyte, gibibyte],
  1024: [2 * gibibyte, 8 * gibibyte, gibibyte],
  2048: [4 * gibibyte, 16 * gibibyte, gibibyte],
  4096: [8 * gibibyte, 30 * gibibyte, gibibyte],
  8192: [16 * gibibyte, 60 * gibibyte, 4 * gibibyte],
  16384: [32 * gibibyte, 120 * gibibyte, 8 * gibibyte],
};

const rules: readonly Rule<ServiceManifest>[] = [
  {
    field: 'cpu',
    holds: ({ cpu }) => cpu in fargateSizes,
    fix: `Fargate has tasks of ${Object.keys(fargateSizes).join(', ')} CPU units`,
  },
  {
    field: 'memory',
    holds: ({ cpu, memory }) => {
      const [from, to, step] = fargateSizes[cpu] ?? [1, Number.POSITIVE_INFINITY, 1];
      // 256 CPU units come with 512, 1024 and 2048 MiB, but not with 1536.
      return memory >= from && memory <= to && memory % step === 0 && memory !== 1536;
    },
    fix: 'Fargate does not have that much memory with that cpu: 256 CPU units take 512, 1024 or 2048 MiB, more of them 2 to 8 GiB for each vCPU',
  },
  {
    field: 'stopTimeoutSeconds',
    holds: ({ drainSeconds, stopTimeoutSeconds }) =>
      stopTimeoutSeconds >= drainSeconds + deregistrationSeconds,
    fix: `requests in flight get ${deregistrationSeconds} s after the drain; use at least drainSeconds + ${deregistrationSeconds}`,
  },
  {
    field: 'secrets',
    holds: ({ database, secrets }) =>
      database || !secrets.some((secret) => databaseSecrets.some((known) => known === secret)),
    fix: `${databaseSecrets.join(' and ')} are given to services with database: true only`,
  },
  {
    field: 'rotates',
    holds: ({ rotates }) => rotates.every((variable) => variable === actorKeyVariable),
    fix: `a service rotates ${actorKeyVariable} only; AWS rotates the other secrets, or people do`,
  },
];

/** What every environment has without being told. */
const generatedSecrets: readonly string[] = [...databaseSecrets, 'SESSION_KEY'];

/** The secrets that services read and an environment does not name, or names in vain, each as a fault of the environment. */
export function faultsOfSecrets(
  { name: of, secrets: provided }: Pick<Environment, 'name' | 'secrets'>,
  services: readonly ServiceManifest[],
): Fault[] {
  const inVain = generatedSecrets
    .filter((secret) => provided?.[secret] !== undefined)
    .map((secret) => ({
      of,
      field: `secrets.${secret}`,
      value: provided[secret],
      fix: 'every environment makes its own, and this one would not be used; leave it out',
    }));
  const missing = services.flatMap(({ name, secrets }) =>
    secrets
      .filter((secret) => !generatedSecrets.includes(secret))
      .filter((secret) => provided?.[secret] === undefined)
      .map((secret) => ({
        of,
        field: `secrets.${secret}`,
        value: undefined,
        fix: `the service ${name} reads it and nothing provides it; name the ARN of its secret in Secrets Manager`,
      })),
  );
  return [...inVain, ...missing];
}

/** What of the manifests cannot be deployed, of each alone and of all together. */
export function faultsOfServices(services: readonly ServiceManifest[]): Fault[] {
  return [
    ...services.flatMap((service) => faultsOf(service.name, service, rules)),
    ...services.flatMap((service) =>
      faultsOf(service.name, service, [
        {
          field: 'name',
          holds: ({ name }) => services.filter((other) => other.name === name).length === 1,
          fix: 'another service has that name already',
        },
        {
          field: 'calls',
          holds: ({ calls }) =>
            calls.every((name) => services.some((other) => other.name === name)),
          fix: `there are only the services ${services.map(({ name }) => name).join(', ')}`,
        },
        {
          field: 'calls',
          holds: ({ name }) => !reaches(name, name, services),
          fix: 'the calls lead back to the service itself; one of them must start first, so break the circle',
        },
        {
          field: 'public',
          holds: ({ public: isPublic }) =>
            !isPublic || services.filter((other) => other.public).length === 1,
          fix: 'the load balancer forwards everything to one service; let that one route to the others',
        },
        {
          field: 'environment',
          holds: ({ name, environment }) =>
            actorKeyVariable in (environment?.properties ?? {}) ||
            !services.some(
              ({ calls, rotates }) => calls.includes(name) && rotates.includes(actorKeyVariable),
            ),
          fix: `requests come to it through the gateway, which signs who makes them; add the variables of actorEnvironment, and verify ${actorHeader} in every route`,
        },
      ]),
    ),
  ];
}

/** Whether calls lead from one service to another, in however many steps. */
function reaches(
  from: string,
  to: string,
  services: readonly ServiceManifest[],
  seen: ReadonlySet<string> = new Set(),
): boolean {
  if (seen.has(from)) return false;
  const calls = services.find(({ name }) => name === from)?.calls ?? [];
  return (
    calls.includes(to) ||
    calls.some((called) => reaches(called, to, services, new Set([...seen, from])))
  );
}
