import { Type } from 'typebox';
import { overlap, parseAddressRange } from '../address-range.ts';
import type { Deployment, Environment } from '../environments/environment.ts';
import {
  isExactVersion,
  satisfies,
  supportedProviderVersions,
} from '../terraform/provider-versions.ts';
import { deploymentFields } from './deployment-schema.ts';
import { environmentSchema } from './environment-schema.ts';
import { type Rule, ruleViolations } from './rule.ts';
import { schemaViolations } from './schema.ts';
import type { Violation } from './violation.ts';

const deploymentRules: readonly Rule<Deployment>[] = [
  {
    field: 'account.id',
    holds: ({ account }) => (account.id === '000000000000') === (account.emulator !== undefined),
    fix: '000000000000 is the account of the emulated AWS, and of nothing else',
  },
  {
    field: 'state.kind',
    holds: ({ account, state }) => (state.kind === 'local') === (account.emulator !== undefined),
    fix: 'keep the state of an emulated AWS in a local file, and every other in S3, where it is locked and versioned',
  },
  {
    field: 'providerVersion',
    holds: ({ account, providerVersion }) =>
      account.emulator !== undefined || isExactVersion(providerVersion),
    fix: 'with a range the version depends on the machine that deploys; use an exact one, like 6.25.0',
  },
  {
    field: 'providerVersion',
    holds: ({ providerVersion }) =>
      !isExactVersion(providerVersion) || satisfies(providerVersion, supportedProviderVersions),
    fix: `the stacks work with the versions ${supportedProviderVersions}; use one of them`,
  },
];

const rules: readonly Rule<Environment>[] = [
  {
    field: 'registry',
    holds: ({ account, registry }) => registry === 'own' || account.emulator === undefined,
    fix: 'an emulated AWS cannot see the shared repositories; use "own"',
  },
  {
    field: 'images',
    holds: ({ account, images }) => images === 'digest' || account.emulator !== undefined,
    fix: 'a tag does not identify an image; use "digest"',
  },
  {
    field: 'network.availabilityZones',
    holds: ({ account, network }) =>
      network.availabilityZones.every((zone) => zone.startsWith(account.region)),
    fix: 'name Availability Zones of the region account.region',
  },
  {
    field: 'network.interfaceEndpoints',
    holds: ({ network }) => network.natGateways !== 'none' || network.interfaceEndpoints,
    fix: 'without NAT a task reaches neither its image nor its secrets; use true, or a NAT gateway',
  },
  {
    field: 'network.natGateways',
    holds: ({ production, network }) => !production || network.natGateways !== 'single',
    fix: 'production must not lose the internet with one Availability Zone; use "per-zone"',
  },
  {
    field: 'capacity.onDemandTasks',
    holds: ({ capacity, production }) =>
      capacity.kind !== 'fargate-spot' || !production || capacity.onDemandTasks !== 1,
    fix: 'AWS takes Spot tasks back all at once; in production keep at least 2 tasks of each service on demand',
  },
  {
    field: 'capacity.minInstances',
    holds: ({ capacity, production }) =>
      capacity.kind !== 'ec2' || !production || capacity.minInstances >= 2,
    fix: 'in production use at least 2, so that one can fail',
  },
  {
    field: 'capacity.maxInstances',
    holds: ({ capacity }) =>
      capacity.kind !== 'ec2' || capacity.maxInstances >= capacity.minInstances,
    fix: 'use no less than capacity.minInstances',
  },
  {
    field: 'domain',
    holds: ({ account, domain }) => domain !== undefined || account.emulator !== undefined,
    fix: 'plain HTTP exposes keys, tokens and sessions; HTTPS needs a domain with its Route 53 zone: { name, hostedZone, zone }',
  },
  {
    field: 'domain.name',
    holds: ({ domain }) =>
      domain === undefined ||
      domain.name === domain.hostedZone ||
      domain.name.endsWith(`.${domain.hostedZone}`),
    fix: 'the name must be in the hosted zone',
  },
  {
    field: 'firewall',
    holds: ({ production, firewall }) => !production || firewall !== undefined,
    fix: 'production needs a firewall; set how many requests one address may send: { requestsPerAddress: 2000 }',
  },
  {
    field: 'database.instances',
    holds: ({ database, network }) => database.instances <= network.availabilityZones.length,
    fix: 'each instance needs its own Availability Zone: use at most as many as network.availabilityZones has',
  },
  {
    field: 'database.instances',
    holds: ({ database }) => database.kind !== 'postgres' || database.instances <= 2,
    fix: 'a PostgreSQL database is one instance, or two with a standby (Multi-AZ)',
  },
  {
    field: 'database.instances',
    holds: ({ production, database }) => !production || database.instances >= 2,
    fix: 'production must not lose its database with one Availability Zone; use at least 2',
  },
  {
    field: 'database.backupRetentionDays',
    holds: ({ production, database }) => !production || database.backupRetentionDays >= 7,
    fix: 'production keeps at least 7 days of backups',
  },
  {
    field: 'signIn',
    holds: ({ production, signIn }) => !production || signIn !== undefined,
    fix: "people use production and have to sign in; use { kind: 'cognito', ... } or your team's issuer: { kind: 'oidc', ... }",
  },
  {
    field: 'signIn',
    holds: ({ account, network, signIn }) =>
      signIn === undefined || network.natGateways !== 'none' || account.emulator !== undefined,
    fix: 'the gateway calls the issuer on the internet, which it cannot reach without NAT; use a NAT gateway, or undefined',
  },
  {
    field: 'signIn.secondFactor',
    holds: ({ production, signIn }) =>
      !production || signIn?.kind !== 'cognito' || signIn.secondFactor === 'required',
    fix: 'in production a stolen password must not be enough; use "required"',
  },
  {
    field: 'deletionProtection',
    holds: ({ production, deletionProtection }) => !production || deletionProtection,
    fix: 'production is protected from deletion; use true',
  },
  {
    field: 'executeCommand',
    holds: ({ production, executeCommand }) => !production || !executeCommand,
    fix: 'production allows no shell in its containers; use false',
  },
];

/** Every invalid setting of the environments, of each alone and of all together. */
export function environmentViolations(environments: readonly Environment[]): Violation[] {
  return [
    ...environments.flatMap((environment) => [
      ...schemaViolations(environment.name, environmentSchema, environment),
      ...ruleViolations(environment.name, environment, [...deploymentRules, ...rules]),
    ]),
    ...pairs(environments).flatMap(pairViolations),
  ];
}

/** Every invalid setting of what belongs to no environment. */
export function deploymentViolations(deployment: Deployment): Violation[] {
  return [
    ...schemaViolations(deployment.name, Type.Object(deploymentFields), deployment),
    ...ruleViolations(deployment.name, deployment, deploymentRules),
  ];
}

function pairViolations([one, other]: readonly [Environment, Environment]): Violation[] {
  return ruleViolations(other.name, other, [
    {
      field: 'name',
      holds: ({ name }) => name !== one.name,
      fix: 'another environment has that name; use a different one',
    },
    {
      field: 'network.cidr',
      holds: ({ network }) => !rangesOverlap(one.network.cidr, network.cidr),
      fix: `it overlaps with ${one.network?.cidr} of ${one.name}, so that the two networks could never be connected; use a separate range`,
    },
    {
      field: 'domain.name',
      holds: ({ domain }) => domain === undefined || domain.name !== one.domain?.name,
      fix: `${one.name} has that domain, and it can point to one environment only; use another`,
    },
    {
      field: 'signIn.domainPrefix',
      holds: ({ signIn }) =>
        signIn?.kind !== 'cognito' ||
        one.signIn?.kind !== 'cognito' ||
        signIn.domainPrefix !== one.signIn.domainPrefix,
      fix: `${one.name} has that address for its sign-in page; use another`,
    },
  ]);
}

function rangesOverlap(one: string, other: string): boolean {
  const [first, second] = [one, other].map(parseAddressRange);
  return first !== undefined && second !== undefined && overlap(first, second);
}

function pairs<Thing>(things: readonly Thing[]): [Thing, Thing][] {
  return things.flatMap((one, index) =>
    things.slice(index + 1).map((other): [Thing, Thing] => [one, other]),
  );
}
