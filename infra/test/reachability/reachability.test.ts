import { describe, expect, it } from 'vitest';
import { databasePorts } from '../../src/constructs/database/database.ts';
import { dev } from '../../src/environments/dev.ts';
import type { Environment } from '../../src/environments/environment.ts';
import { environments, shared } from '../../src/environments/index.ts';
import { services } from '../../src/services.ts';
import { addEnvironmentStacks } from '../../src/stacks/index.ts';
import { type Attributes, SynthesizedStack } from '../../src/synthesized/stacks.ts';
import { synthesizeApp } from '../synthesis.ts';
import { Network } from './network.ts';

/** What no environment of the repository says, but an adopter's may. */
const variants: readonly Environment[] = [
  { ...dev, name: 'sql', database: { ...dev.database, kind: 'postgres' } },
  {
    ...dev,
    name: 'metal',
    capacity: { kind: 'ec2', instanceType: 'm7g.large', minInstances: 2, maxInstances: 6 },
    network: { ...dev.network, natGateways: 'none', interfaceEndpoints: true },
  },
];

const loadBalancer = 'aws_lb.load_balancer';
const gateway = 'aws_ecs_service.gateway';
const inventory = 'aws_ecs_service.inventory';

describe.each([...environments, ...variants])('in $name', (environment) => {
  const network = new Network(stacksOf(environment));
  const database = databaseOf(environment);
  const connections = network.connections();
  const tasks = services.map(({ name }) => `aws_ecs_service.${name}`);
  const known = ['internet', loadBalancer, database, ...tasks];
  /** Endpoints and instances, where the environment has them. */
  const others = network.endpoints.map(({ name }) => name).filter((name) => !known.includes(name));

  it('everybody with an address in the VPC is known', () => {
    for (const name of others) expect(name).toMatch(/^aws_(vpc_endpoint|autoscaling_group)\./);
    expect(network.endpoints).toHaveLength(2 + services.length + others.length);
  });

  it('only the connections of the manifests are possible', () => {
    const between = connections.filter(
      (connection) => !others.some((name) => connection.includes(name)),
    );
    expect(between.toSorted()).toEqual(expectedWays(environment).toSorted());
  });

  it('nothing but the load balancer is reached from the internet', () => {
    expect(connections.filter((connection) => connection.startsWith('internet ->'))).toEqual([
      `internet -> ${loadBalancer}: ${environment.domain === undefined ? '80' : '80, 443'}`,
    ]);
  });

  it('endpoints and instances only reach AWS', () => {
    for (const connection of connections.filter((one) =>
      others.some((name) => one.includes(name)),
    )) {
      expect(connection).toMatch(
        /^(aws_ecs_service|aws_autoscaling_group)\.\w+ -> (aws_vpc_endpoint\.\w+|aws_lb\.load_balancer|internet): 443$/,
      );
    }
  });

  it('tasks reach endpoints of AWS where the environment has them', () => {
    const reached = tasks.filter((task) =>
      connections.some((connection) => connection.startsWith(`${task} -> aws_vpc_endpoint.`)),
    );
    expect(reached).toEqual(environment.network.interfaceEndpoints ? tasks : []);
  });

  it('the data tier has no route to anywhere outside, and opens no connection', () => {
    expect(network.routesOf(database)).toEqual([]);
    expect(connections.filter((connection) => connection.startsWith(database))).toEqual([]);
  });
});

/** A resource that is put among those of a stack, or in the place of one of them. */
type Mistake = readonly [stack: string, address: string, attributes: Attributes];

describe('a connection that is opened by mistake is found:', () => {
  const database = databaseOf(dev);
  const port = databasePorts[dev.database.kind];
  const unchanged = stacksOf(dev);
  const everything = { ip_protocol: '-1' };
  /** As references are once they are resolved. */
  const groups = {
    loadBalancer: 'dev-platform/aws_security_group.load_balancer_security_group',
    gateway: 'dev-services/aws_security_group.access_gateway',
    inventory: 'dev-services/aws_security_group.access_inventory',
    database: 'dev-data/aws_security_group.database_security_group',
  };

  const ingress = (to: string, rule: Attributes): Mistake => [
    'dev-services',
    'aws_vpc_security_group_ingress_rule.mistake',
    { security_group_id: to, ...rule },
  ];
  const egress = (from: string, rule: Attributes): Mistake => [
    'dev-services',
    'aws_vpc_security_group_egress_rule.mistake',
    { security_group_id: from, ...rule },
  ];
  /** A rule at both ends, as the construct for access writes it. */
  const between = (from: string, to: string, onPort: number): Mistake[] => {
    const rule = { ip_protocol: 'tcp', from_port: onPort, to_port: onPort };
    return [
      egress(from, { ...rule, referenced_security_group_id: to }),
      ingress(to, { ...rule, referenced_security_group_id: from }),
    ];
  };
  const publicService: Mistake = [
    'dev-services',
    'aws_ecs_service.inventory',
    {
      network_configuration: {
        subnets: ['dev-network/aws_subnet.vpc_public_a'],
        security_groups: [groups.inventory],
        assign_public_ip: true,
      },
    },
  ];
  const dataRoute: Mistake = [
    'dev-network',
    'aws_route.mistake',
    {
      route_table_id: reference('aws_route_table.vpc_data_routes.id'),
      destination_cidr_block: '0.0.0.0/0',
      nat_gateway_id: reference('aws_nat_gateway.vpc_nat_a.id'),
    },
  ];
  const openAcl: Mistake = [
    'dev-network',
    'aws_network_acl.vpc_data_acl',
    {
      subnet_ids: dev.network.availabilityZones.map((zone) =>
        reference(`aws_subnet.vpc_data_${zone.slice(-1)}.id`),
      ),
      egress: [{ rule_no: 1, action: 'allow', protocol: '-1', cidr_block: '0.0.0.0/0' }],
    },
  ];

  it.each<[what: string, mistakes: Mistake[], connection: string]>([
    [
      'another port of the load balancer',
      [ingress(groups.loadBalancer, { cidr_ipv4: '0.0.0.0/0', from_port: 8443, to_port: 8443 })],
      `internet -> ${loadBalancer}: 80, 443, 8443`,
    ],
    [
      'a task with a public address, in the public tier, open to the world',
      [publicService, ingress(groups.inventory, { cidr_ipv4: '0.0.0.0/0', ...everything })],
      `internet -> ${inventory}: 0-65535`,
    ],
    [
      'a service that calls another on a port that it does not say',
      between(groups.gateway, groups.inventory, 22),
      `${gateway} -> ${inventory}: 22, 3001`,
    ],
    [
      'a service that calls one whose name is not in its manifest',
      between(groups.inventory, groups.gateway, 8080),
      `${inventory} -> ${gateway}: 8080`,
    ],
    [
      'the load balancer and a service that is not public, by their addresses',
      [
        egress(groups.loadBalancer, { cidr_ipv4: '10.0.0.0/8', ...everything }),
        ingress(groups.inventory, { cidr_ipv4: '10.0.0.0/8', ...everything }),
      ],
      `${loadBalancer} -> ${inventory}: 0-65535`,
    ],
    [
      'the database and a service that did not ask for it',
      between(groups.gateway, groups.database, port),
      `${gateway} -> ${database}: ${port}`,
    ],
    [
      'the database and the internet',
      [dataRoute, openAcl, egress(groups.database, { cidr_ipv4: '0.0.0.0/0', ...everything })],
      `${database} -> internet: 0-65535`,
    ],
  ])('%s', (_, mistakes, connection) => {
    expect(networkWith(mistakes).connections()).toContain(connection);
    expect(networkWith([]).connections()).not.toContain(connection);
  });

  it('a route out of the data tier, even where nothing else is open', () => {
    expect(networkWith([dataRoute]).routesOf(database)).toEqual([
      'dev-network/aws_nat_gateway.vpc_nat_a',
    ]);
  });

  it('but not where one of the layers still blocks it', () => {
    const from = (network: Network, name: string) =>
      network.connections().filter((connection) => connection.startsWith(`${name} -> ${database}`));
    // The ACL.
    expect(from(networkWith(between(groups.gateway, groups.database, 22)), gateway)).toEqual([]);
    // One of both ends.
    const [oneEnd] = between(groups.gateway, groups.database, port);
    expect(from(networkWith(oneEnd === undefined ? [] : [oneEnd]), gateway)).toEqual([]);
    // The route.
    const world = ingress(groups.inventory, { cidr_ipv4: '0.0.0.0/0', ...everything });
    expect(networkWith([world]).openPorts('internet', inventory)).toEqual([]);
  });

  function networkWith(mistakes: readonly Mistake[]): Network {
    return new Network(
      unchanged.map(({ name, json }) => {
        const resource = structuredClone(json.resource) as Record<string, Attributes>;
        for (const [, address, attributes] of mistakes.filter(([stack]) => stack === name)) {
          const [type = '', id = ''] = address.split('.');
          resource[type] = { ...resource[type], [id]: attributes };
        }
        return new SynthesizedStack(name, { ...json, resource });
      }),
    );
  }
});

function stacksOf(environment: Environment): SynthesizedStack[] {
  const stacks = synthesizeApp((app) => addEnvironmentStacks(app, environment, shared, services));
  return Object.entries(stacks).map(([name, { json }]) => new SynthesizedStack(name, json));
}

function databaseOf({ database }: Environment): string {
  return { documentdb: 'aws_docdb_cluster.database', postgres: 'aws_db_instance.database' }[
    database.kind
  ];
}

/**
 * What the manifests say of who talks to whom; and all tasks may call AWS by HTTPS, which opens the
 * load balancer to them as it is open to everybody.
 */
function expectedWays(environment: Environment): string[] {
  const task = (name: string) => `aws_ecs_service.${name.replaceAll('-', '_')}`;
  const portOf = (name: string) => services.find((service) => service.name === name)?.port;
  return [
    `internet -> ${loadBalancer}: ${environment.domain === undefined ? '80' : '80, 443'}`,
    ...services.flatMap(({ name, port, public: isPublic, calls, database }) => [
      ...(environment.network.natGateways === 'none' ? [] : [`${task(name)} -> internet: 443`]),
      ...(environment.domain === undefined ? [] : [`${task(name)} -> ${loadBalancer}: 443`]),
      ...(isPublic ? [`${loadBalancer} -> ${task(name)}: ${port}`] : []),
      ...calls.map((called) => `${task(name)} -> ${task(called)}: ${portOf(called)}`),
      ...(database
        ? [
            `${task(name)} -> ${databaseOf(environment)}: ${databasePorts[environment.database.kind]}`,
          ]
        : []),
    ]),
  ];
}

function reference(expression: string): string {
  return `\${${expression}}`;
}
