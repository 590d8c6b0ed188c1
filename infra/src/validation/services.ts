import { actorHeader, databaseSecrets, type ServiceManifest } from '@stockroom/service/manifest';
import type { Environment } from '../environments/environment.ts';
import { isInCycle } from '../service-graph.ts';
import { actorKeyVariable, generatedSecrets, readsVariable } from '../service-variables.ts';
import { deregistrationSeconds } from '../timings.ts';
import { fargateCpu, isFargateSize } from './fargate-sizes.ts';
import { type Rule, ruleViolations } from './rule.ts';
import type { Violation } from './violation.ts';

/** Rules about the size of a service's tasks, of a manifest as of an environment's settings. */
export const sizeRules: readonly Rule<Pick<ServiceManifest, 'cpu' | 'memory'>>[] = [
  {
    field: 'cpu',
    holds: ({ cpu }) => fargateCpu.includes(cpu),
    fix: `Fargate has tasks of ${fargateCpu.join(', ')} CPU units`,
  },
  {
    field: 'memory',
    holds: ({ cpu, memory }) => isFargateSize(cpu, memory),
    fix: 'Fargate does not offer that memory with that cpu: 256 CPU units take 512, 1024 or 2048 MiB, larger sizes 2 to 8 GiB for each vCPU',
  },
];

const rules: readonly Rule<ServiceManifest>[] = [
  ...sizeRules,
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
    fix: `${databaseSecrets.join(' and ')} are for services with database: true only`,
  },
  {
    field: 'rotates',
    holds: ({ rotates }) => rotates.every((variable) => variable === actorKeyVariable),
    fix: `a service rotates ${actorKeyVariable} only; AWS or an operator rotates the other secrets`,
  },
];

/** Every part of the manifests that cannot be deployed, of each alone and of all together. */
export function serviceViolations(services: readonly ServiceManifest[]): Violation[] {
  const together: readonly Rule<ServiceManifest>[] = [
    {
      field: 'name',
      holds: ({ name }) => services.filter((other) => other.name === name).length === 1,
      fix: 'another service has that name; use a different one',
    },
    {
      field: 'calls',
      holds: ({ calls }) => calls.every((name) => services.some((other) => other.name === name)),
      fix: `the services are ${services.map(({ name }) => name).join(', ')}; use these names`,
    },
    {
      field: 'calls',
      holds: (service) => !isInCycle(service, services),
      fix: 'the calls lead back to the service itself; one of them must start first, so break the cycle',
    },
    {
      field: 'public',
      holds: ({ public: isPublic }) =>
        !isPublic || services.filter((other) => other.public).length === 1,
      fix: 'the load balancer forwards everything to one service; let that one route to the others',
    },
    {
      field: 'environment',
      holds: (service) =>
        readsVariable(service, actorKeyVariable) ||
        !services.some(
          ({ calls, rotates }) =>
            calls.includes(service.name) && rotates.includes(actorKeyVariable),
        ),
      fix: `requests come to it through the gateway, which signs who makes them; add the variables of actorEnvironment, and verify ${actorHeader} in every route`,
    },
  ];
  return services.flatMap((service) =>
    ruleViolations(service.name, service, [...rules, ...together]),
  );
}

/** The secrets that services read and an environment does not name, and those that it names without effect. */
export function secretViolations(
  { name: subject, secrets: provided }: Pick<Environment, 'name' | 'secrets'>,
  services: readonly ServiceManifest[],
): Violation[] {
  const unused = generatedSecrets
    .filter((secret) => provided?.[secret] !== undefined)
    .map((secret) => ({
      subject,
      field: `secrets.${secret}`,
      value: provided[secret],
      fix: 'every environment generates this secret and would not use yours; leave it out',
    }));
  const missing = services.flatMap(({ name, secrets }) =>
    secrets
      .filter((secret) => !generatedSecrets.includes(secret))
      .filter((secret) => provided?.[secret] === undefined)
      .map((secret) => ({
        subject,
        field: `secrets.${secret}`,
        value: undefined,
        fix: `the service ${name} reads it and nothing provides it; name the ARN of its secret in Secrets Manager`,
      })),
  );
  return [...unused, ...missing];
}
