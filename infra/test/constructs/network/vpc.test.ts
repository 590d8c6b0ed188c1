import { describe, expect, it } from 'vitest';
import type { Capacity } from '../../../src/environments/environment.ts';
import { local } from '../../../src/environments/local.ts';
import { named, reference, synthesize } from '../../synthesis.ts';

const network = named(synthesize(), 'local-network');

const privateNetwork = {
  ...local.network,
  natGateways: 'none',
  interfaceEndpoints: true,
} as const;
const withoutNat = named(
  synthesize({ network: privateNetwork, executeCommand: true }),
  'local-network',
);

describe('the network', () => {
  it('has a subnet of every tier in every Availability Zone, each tier in its own quarter', () => {
    const subnets = Object.entries(network.resources('aws_subnet')).map(([name, subnet]) => [
      name,
      subnet.availability_zone,
      subnet.cidr_block,
    ]);
    expect(subnets).toEqual([
      ['vpc_app_a', 'us-east-1a', '10.0.64.0/20'],
      ['vpc_app_b', 'us-east-1b', '10.0.80.0/20'],
      ['vpc_data_a', 'us-east-1a', '10.0.128.0/20'],
      ['vpc_data_b', 'us-east-1b', '10.0.144.0/20'],
      ['vpc_public_a', 'us-east-1a', '10.0.0.0/20'],
      ['vpc_public_b', 'us-east-1b', '10.0.16.0/20'],
    ]);
  });

  it('gives no instance a public address by itself', () => {
    for (const subnet of Object.values(network.resources('aws_subnet'))) {
      expect(subnet).not.toHaveProperty('map_public_ip_on_launch');
    }
  });

  it('routes the public tier to the internet gateway, the app tier to NAT, the data tier nowhere', () => {
    const routes = Object.values(network.resources('aws_route')).map((route) => [
      route.route_table_id,
      route.gateway_id ?? route.nat_gateway_id,
    ]);
    expect(routes).toEqual([
      [reference('aws_route_table.vpc_app_a_routes.id'), reference('aws_nat_gateway.vpc_nat_a.id')],
      [reference('aws_route_table.vpc_app_b_routes.id'), reference('aws_nat_gateway.vpc_nat_a.id')],
      [
        reference('aws_route_table.vpc_public_routes.id'),
        reference('aws_internet_gateway.vpc_internet_gateway.id'),
      ],
    ]);
  });

  it('gives every subnet a route table of its tier, so that none falls back to the main one', () => {
    const associations = network.resources('aws_route_table_association');
    for (const [name, { subnet_id, route_table_id }] of Object.entries(associations)) {
      const tier = name.split('_')[1];
      expect(subnet_id).toContain(`vpc_${tier}_`);
      expect(route_table_id).toContain(`vpc_${tier}_`);
    }
    expect(Object.keys(associations)).toHaveLength(6);
  });

  it('has a NAT gateway in each Availability Zone where the environment asks for it', () => {
    const stacks = synthesize({
      network: {
        cidr: '10.0.0.0/16',
        availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
        natGateways: 'per-zone',
        interfaceEndpoints: false,
      },
    });
    const perZone = named(stacks, 'local-network');
    expect(Object.keys(perZone.resources('aws_nat_gateway'))).toEqual([
      'vpc_nat_a',
      'vpc_nat_b',
      'vpc_nat_c',
    ]);
    expect(perZone.resource('aws_route.vpc_app_c_to_nat').nat_gateway_id).toBe(
      reference('aws_nat_gateway.vpc_nat_c.id'),
    );
  });

  it('has no route to the internet from the app tier without NAT', () => {
    const routes = Object.values(withoutNat.resources('aws_route'));
    expect(routes.map(({ gateway_id }) => gateway_id)).toEqual([
      reference('aws_internet_gateway.vpc_internet_gateway.id'),
    ]);
    expect(withoutNat.resources('aws_nat_gateway')).toEqual({});
  });

  it('reaches AWS by interface endpoints in the app tier, which allow the app tier only', () => {
    const endpoints = Object.values(withoutNat.resources('aws_vpc_endpoint')).filter(
      ({ vpc_endpoint_type }) => vpc_endpoint_type === 'Interface',
    );
    expect(endpoints.map(({ service_name }) => service_name)).toEqual(
      ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssmmessages'].map(
        (service) => `com.amazonaws.us-east-1.${service}`,
      ),
    );
    for (const endpoint of endpoints) {
      expect(endpoint).toMatchObject({
        private_dns_enabled: true,
        security_group_ids: [reference('aws_security_group.vpc_endpoints_security_group.id')],
      });
    }
    expect(withoutNat.resources('aws_vpc_security_group_ingress_rule')).toMatchObject({
      vpc_endpoints_from_app: { cidr_ipv4: '10.0.64.0/18', from_port: 443, to_port: 443 },
    });
  });

  it('has endpoints for the agent of instances where there are instances', () => {
    const instances = { kind: 'ec2', instanceType: 'm7g.large', minInstances: 0, maxInstances: 2 };
    const stacks = synthesize({ network: privateNetwork, capacity: instances as Capacity });
    expect(Object.keys(named(stacks, 'local-network').resources('aws_vpc_endpoint'))).toEqual(
      expect.arrayContaining([
        'vpc_ecs_endpoint',
        'vpc_ecs_agent_endpoint',
        'vpc_ecs_telemetry_endpoint',
      ]),
    );
  });

  it('reaches S3 from the app tier without NAT', () => {
    expect(network.resource('aws_vpc_endpoint.vpc_s3_endpoint')).toMatchObject({
      service_name: 'com.amazonaws.us-east-1.s3',
      vpc_endpoint_type: 'Gateway',
      route_table_ids: [
        reference('aws_route_table.vpc_app_a_routes.id'),
        reference('aws_route_table.vpc_app_b_routes.id'),
      ],
    });
  });

  it("closes the data tier to all but the app tier on the database's port", () => {
    expect(network.resource('aws_network_acl.vpc_data_acl')).toMatchObject({
      subnet_ids: [reference('aws_subnet.vpc_data_a.id'), reference('aws_subnet.vpc_data_b.id')],
      ingress: [{ action: 'allow', cidr_block: '10.0.64.0/18', from_port: 27017, to_port: 27017 }],
      egress: [{ action: 'allow', cidr_block: '10.0.64.0/18', from_port: 1024, to_port: 65535 }],
    });
  });

  it('lets nothing through its default security group', () => {
    const group = network.resource('aws_default_security_group.vpc_default_security_group');
    expect(group).not.toHaveProperty('ingress');
    expect(group).not.toHaveProperty('egress');
  });

  it('logs all traffic, for as long as the environment keeps its logs', () => {
    expect(network.resource('aws_flow_log.vpc_flow_log')).toMatchObject({ traffic_type: 'ALL' });
    expect(network.resource('aws_cloudwatch_log_group.vpc_flow_log_group')).toMatchObject({
      name: '/stockroom/local/flow-log',
      retention_in_days: 1,
    });
  });
});
