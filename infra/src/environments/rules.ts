import { isLoopbackHttp, parseOrigin, parseWebUrl } from '@stockroom/service/manifest';
import { overlap, parseAddressRange } from '../address-range.ts';
import type { Environment } from './environment.ts';
import { type Fault, faultsOf, type Rule } from './faults.ts';

/** The retention periods that CloudWatch Logs accepts, in days (API reference, PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

const rules: readonly Rule<Environment>[] = [
  {
    field: 'name',
    holds: ({ name }) => /^[a-z][a-z0-9]{0,7}$/.test(name) && name !== 'shared',
    fix: 'use 1 to 8 lower-case letters and digits, starting with a letter; "shared" is taken by the shared stacks',
  },
  {
    field: 'account.id',
    holds: ({ account }) => /^\d{12}$/.test(account.id),
    fix: 'use the 12 digits of the AWS account',
  },
  {
    field: 'account.id',
    holds: ({ account }) => (account.id === '000000000000') === (account.emulator !== undefined),
    fix: '000000000000 is the account of the emulated AWS, and of nothing else',
  },
  {
    field: 'account.emulator',
    holds: ({ account }) => account.emulator === undefined || isLoopbackHttp(account.emulator),
    fix: 'use an address of this machine, like http://127.0.0.1:5566 (EMULATOR_URL): an emulated AWS must never be a real one',
  },
  {
    field: 'state.kind',
    holds: ({ account, state }) => (state.kind === 'local') === (account.emulator !== undefined),
    fix: 'keep the state of an emulated AWS in a local file, and every other in S3, where it is locked and versioned',
  },
  {
    field: 'registry',
    holds: ({ account, registry }) => registry === 'own' || account.emulator === undefined,
    fix: 'an emulated AWS cannot see the shared repositories; use "own"',
  },
  {
    field: 'images',
    holds: ({ account, images }) => images === 'digest' || account.emulator !== undefined,
    fix: 'a tag says nothing of what runs; use "digest"',
  },
  {
    field: 'network.cidr',
    holds: ({ network }) => {
      const range = parseAddressRange(network.cidr);
      return range !== undefined && range.prefix >= 16 && range.prefix <= 20;
    },
    fix: 'use a range of /16 to /20 that starts at its first address, like 10.40.0.0/16',
  },
  {
    field: 'network.availabilityZones',
    holds: ({ account, network: { availabilityZones: zones } }) =>
      zones.length >= 2 &&
      zones.length <= 4 &&
      new Set(zones).size === zones.length &&
      zones.every((zone) => zone.startsWith(account.region) && /^[a-z]$/.test(zone.slice(-1))),
    fix: 'name 2 to 4 different Availability Zones of the region, like us-east-1a and us-east-1b',
  },
  {
    field: 'network.interfaceEndpoints',
    holds: ({ network }) => network.natGateways !== 'none' || network.interfaceEndpoints,
    fix: 'without NAT a task reaches neither its image nor its secrets; use true, or a NAT gateway',
  },
  {
    field: 'network.natGateways',
    holds: ({ production, network }) =>
      !production || network.natGateways === 'none' || network.natGateways === 'per-zone',
    fix: 'production must not lose the internet with one Availability Zone; use "per-zone"',
  },
  {
    field: 'capacity.onDemandTasks',
    holds: ({ capacity, production }) =>
      capacity.kind !== 'fargate-spot' ||
      (Number.isInteger(capacity.onDemandTasks) && capacity.onDemandTasks >= (production ? 2 : 1)),
    fix: 'AWS takes Spot tasks back all at once; keep at least 1 task of each service on demand, 2 in production',
  },
  {
    field: 'capacity.instanceType',
    holds: ({ capacity }) =>
      capacity.kind !== 'ec2' || /^[a-z]+\d+g[a-z]*\.[a-z0-9-]+$/.test(capacity.instanceType),
    fix: 'the images are for ARM64; use a Graviton instance type like m7g.large',
  },
  {
    field: 'capacity.minInstances',
    holds: ({ capacity, production }) =>
      capacity.kind !== 'ec2' ||
      (Number.isInteger(capacity.minInstances) && capacity.minInstances >= (production ? 2 : 0)),
    fix: 'use 0 or more, and in production at least 2, so that one can fail',
  },
  {
    field: 'capacity.maxInstances',
    holds: ({ capacity }) =>
      capacity.kind !== 'ec2' ||
      (capacity.maxInstances >= 1 && capacity.maxInstances >= capacity.minInstances),
    fix: 'use at least 1, and no less than capacity.minInstances',
  },
  {
    field: 'domain',
    holds: ({ account, domain }) => domain !== undefined || account.emulator !== undefined,
    fix: 'over plain HTTP everyone on the way can read keys, tokens and sessions; HTTPS needs a domain with its Route 53 zone: { name, hostedZone, zone }',
  },
  {
    field: 'domain.name',
    holds: ({ domain }) =>
      domain === undefined ||
      domain.name === domain.hostedZone ||
      domain.name.endsWith(`.${domain.hostedZone}`),
    fix: 'the name must lie in the hosted zone',
  },
  {
    field: 'domain.name',
    holds: ({ domain }) =>
      domain === undefined || parseOrigin(`https://${domain.name}`) === `https://${domain.name}`,
    fix: 'use the name alone, in lower case, without scheme, port and path: stock.example.com',
  },
  {
    field: 'firewall',
    holds: ({ production, firewall }) => !production || firewall !== undefined,
    fix: 'production is attacked; say how many requests one address may send: { requestsPerAddress: 2000 }',
  },
  {
    field: 'firewall.requestsPerAddress',
    holds: ({ firewall }) =>
      firewall === undefined ||
      (firewall.requestsPerAddress >= 10 && firewall.requestsPerAddress <= 2e9),
    fix: 'AWS WAF counts 10 to 2,000,000,000 requests in five minutes',
  },
  {
    field: 'database.instanceClass',
    holds: ({ database }) => /^db\.[a-z0-9]+\.[a-z0-9]+$/.test(database.instanceClass),
    fix: 'use an instance class like db.t4g.medium',
  },
  {
    field: 'database.instances',
    holds: ({ database, network }) =>
      Number.isInteger(database.instances) &&
      database.instances >= 1 &&
      database.instances <= network.availabilityZones.length,
    fix: 'each instance has an Availability Zone of its own: use at most as many as network.availabilityZones has',
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
    holds: ({ database: { backupRetentionDays: days } }) =>
      Number.isInteger(days) && days >= 1 && days <= 35,
    fix: 'use 1 to 35 days',
  },
  {
    field: 'database.backupRetentionDays',
    holds: ({ production, database }) => !production || database.backupRetentionDays >= 7,
    fix: 'production keeps at least 7 days of backups',
  },
  {
    field: 'database.restoreFrom',
    holds: ({ database: { restoreFrom } }) =>
      restoreFrom === undefined || /^(arn:aws:rds:[\w:-]+|[a-z][\w:-]*)$/i.test(restoreFrom),
    fix: 'use the name of a snapshot, or its ARN',
  },
  {
    field: 'signIn',
    holds: ({ production, signIn }) => !production || signIn !== undefined,
    fix: "production is used by people, who have to sign in; use { kind: 'cognito', ... } or the issuer that your team has: { kind: 'oidc', ... }",
  },
  {
    field: 'signIn',
    holds: ({ account, network, signIn }) =>
      signIn === undefined || network.natGateways !== 'none' || account.emulator !== undefined,
    fix: 'the gateway asks the issuer on the internet, to which there is no way without NAT; use a NAT gateway, or undefined',
  },
  {
    field: 'signIn.domainPrefix',
    holds: ({ signIn }) =>
      signIn?.kind !== 'cognito' ||
      (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(signIn.domainPrefix) &&
        !/aws|amazon|cognito/.test(signIn.domainPrefix)),
    fix: 'use 1 to 63 lower-case letters, digits and dashes, without "aws", "amazon" and "cognito", which Cognito refuses',
  },
  {
    field: 'signIn.secondFactor',
    holds: ({ production, signIn }) =>
      !production || signIn?.kind !== 'cognito' || signIn.secondFactor === 'required',
    fix: 'in production a stolen password must not be enough; use "required"',
  },
  {
    field: 'signIn.issuer',
    holds: ({ signIn }) => {
      if (signIn?.kind !== 'oidc') return true;
      const url = parseWebUrl(signIn.issuer);
      return url?.protocol === 'https:' && url.port === '';
    },
    fix: 'use the address of the issuer as it stands in its tokens, on the port that tasks may reach, 443: https://example.eu.auth0.com/',
  },
  {
    field: 'signIn.clientId',
    holds: ({ signIn }) => signIn?.kind !== 'oidc' || /^\S+$/.test(signIn.clientId),
    fix: 'use the id that the issuer gave to its client for Stockroom',
  },
  {
    field: 'signIn.audience',
    holds: ({ signIn }) => signIn?.kind !== 'oidc' || /^\S+$/.test(signIn.audience),
    fix: 'use the audience of the access tokens: without it, tokens for other programs would be taken',
  },
  {
    field: 'secrets',
    holds: ({ secrets }) =>
      Object.values(secrets).every((arn) =>
        /^arn:aws:secretsmanager:[\w-]+:\d{12}:secret:[^\s:]+-[A-Za-z0-9]{6}$/.test(arn),
      ),
    fix: 'name each secret by its ARN in Secrets Manager, never by its value, with the six characters that Secrets Manager puts behind its name: arn:aws:secretsmanager:us-east-1:111111111111:secret:name-a1B2c3',
  },
  {
    field: 'operations.availabilityPercent',
    holds: ({ operations: { availabilityPercent } }) =>
      availabilityPercent >= 90 && availabilityPercent < 100,
    fix: 'use 90 or more and less than 100: with 100 nothing may ever fail, not even a deployment',
  },
  {
    field: 'operations.latencyMilliseconds',
    holds: ({ operations }) =>
      operations.latencyMilliseconds > 0 && operations.latencyMilliseconds < 60_000,
    fix: 'use more than 0 and less than 60000, after which the load balancer gives up',
  },
  {
    field: 'operations.monthlyBudget',
    holds: ({ operations }) => operations.monthlyBudget > 0,
    fix: 'use the US dollars that a month may cost, more than 0',
  },
  {
    field: 'operations.alarmEmails',
    holds: ({ operations }) =>
      operations.alarmEmails.every((email) => /^\S+@\S+\.\S+$/.test(email)),
    fix: 'use addresses like on-call@example.com',
  },
  {
    field: 'deployFrom',
    holds: ({ deployFrom }) => deployFrom === undefined || /^[\w.-]+\/[\w.-]+$/.test(deployFrom),
    fix: 'use the repository on GitHub as owner/name',
  },
  {
    field: 'logRetentionDays',
    holds: ({ logRetentionDays }) => retentionDays.includes(logRetentionDays),
    fix: `CloudWatch Logs knows only ${retentionDays.join(', ')}`,
  },
  {
    field: 'deletionProtection',
    holds: ({ production, deletionProtection }) => !production || deletionProtection,
    fix: 'production refuses to be deleted; use true',
  },
  {
    field: 'executeCommand',
    holds: ({ production, executeCommand }) => !production || !executeCommand,
    fix: 'nobody opens a shell in production; use false',
  },
];

/** Every setting of the environments that cannot work, of each alone and of all together. */
export function faultsOfEnvironments(environments: readonly Environment[]): Fault[] {
  return [
    ...environments.flatMap((environment) => faultsOf(environment.name, environment, rules)),
    ...pairs(environments).flatMap(faultsOfPair),
  ];
}

function faultsOfPair([one, other]: readonly [Environment, Environment]): Fault[] {
  const ranges = [one, other].map(({ network }) => parseAddressRange(network?.cidr ?? ''));
  const [first, second] = ranges;
  const faults: Fault[] = [];
  if (one.name === other.name) {
    faults.push({
      of: other.name,
      field: 'name',
      value: other.name,
      fix: 'another environment has that name already',
    });
  }
  if (first !== undefined && second !== undefined && overlap(first, second)) {
    faults.push({
      of: other.name,
      field: 'network.cidr',
      value: other.network.cidr,
      fix: `it overlaps with ${one.network.cidr} of ${one.name}, so that the two could never be connected; use a range of its own`,
    });
  }
  if (other.domain !== undefined && one.domain?.name === other.domain.name) {
    faults.push({
      of: other.name,
      field: 'domain.name',
      value: other.domain.name,
      fix: `${one.name} has that name already, and only one of them would be reached; use another`,
    });
  }
  if (one.signIn?.kind === 'cognito' && other.signIn?.kind === 'cognito') {
    const { domainPrefix } = other.signIn;
    if (one.signIn.domainPrefix === domainPrefix) {
      faults.push({
        of: other.name,
        field: 'signIn.domainPrefix',
        value: domainPrefix,
        fix: `${one.name} has that address for its sign-in page already; use another`,
      });
    }
  }
  return faults;
}

function pairs<Thing>(things: readonly Thing[]): [Thing, Thing][] {
  return things.flatMap((one, index) =>
    things.slice(index + 1).map((other): [Thing, Thing] => [one, other]),
  );
}
