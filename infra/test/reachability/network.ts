import { overlap, parseAddressRange } from '../../src/address-range.ts';
import {
  type Attributes,
  blocks,
  type SynthesizedResource,
  type SynthesizedStack,
  strings,
} from '../../src/synthesized/stacks.ts';
import { everyPort, inBoth, merge, type PortRange, without } from './port-ranges.ts';
import { resolve, resolveAll } from './references.ts';

/** A network interface in the VPC, or the internet. */
export interface Endpoint {
  /** `aws_ecs_service.gateway` */
  readonly name: string;
  /** Resolved: `dev-network/aws_subnet.vpc_app_a`. */
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Whether its interfaces have addresses that the internet knows. */
  readonly hasPublicAddress: boolean;
}

/** Everything outside of the VPC. */
const internet = 'internet';

const anywhere = '0.0.0.0/0';
/** The ports that responses return to. */
const ephemeralPorts: readonly PortRange[] = [[1024, 65_535]];

/**
 * The possible connections, computed from the synthesized subnets, routes, security groups and network
 * ACLs of all stacks of an environment. Protocols are ignored: a port that is open by one is open.
 */
export class Network {
  readonly endpoints: readonly Endpoint[];
  readonly #stacks: readonly SynthesizedStack[];

  constructor(stacks: readonly SynthesizedStack[]) {
    this.#stacks = stacks;
    this.endpoints = this.#endpoints();
  }

  /** Every possible connection, as `internet -> aws_lb.load_balancer: 80, 443`. */
  connections(): string[] {
    const all = [internet, ...this.endpoints.map(({ name }) => name)];
    return all
      .flatMap((from) => all.filter((to) => to !== from).map((to) => [from, to] as const))
      .map(([from, to]) => [from, to, this.openPorts(from, to)] as const)
      .filter(([, , ports]) => ports.length > 0)
      .map(([from, to, ports]) => `${from} -> ${to}: ${ports.map(written).join(', ')}`);
  }

  /** The ports of one that another can open connections to. */
  openPorts(from: string, to: string): PortRange[] {
    if (from === internet) return this.#portsFromInternet(this.#endpoint(to));
    if (to === internet) return this.#portsToInternet(this.#endpoint(from));
    return this.#portsBetween(this.#endpoint(from), this.#endpoint(to));
  }

  /** Where the routes of a endpoint's subnets lead, besides the VPC itself. */
  routesOf(name: string): string[] {
    const targets = this.#endpoint(name).subnets.flatMap((subnet) => this.#routesOfSubnet(subnet));
    return [...new Set(targets.map(({ target }) => target))];
  }

  #portsFromInternet(to: Endpoint): PortRange[] {
    if (!to.hasPublicAddress) return [];
    return merge(
      to.subnets
        .filter((subnet) => this.#leadsToInternet(subnet, ['aws_internet_gateway']))
        .flatMap((subnet) =>
          inBoth(
            this.#allowedByGroups(to, 'ingress', (rule) => isForRange(rule, anywhere)),
            this.#allowedByAcl(subnet, 'ingress', anywhere),
          ),
        ),
    );
  }

  #portsToInternet(from: Endpoint): PortRange[] {
    const gateways = [
      'aws_nat_gateway',
      ...(from.hasPublicAddress ? ['aws_internet_gateway'] : []),
    ];
    return merge(
      from.subnets
        .filter((subnet) => this.#leadsToInternet(subnet, gateways))
        .flatMap((subnet) =>
          inBoth(
            this.#allowedByGroups(from, 'egress', (rule) => isForRange(rule, anywhere)),
            this.#allowedByAcl(subnet, 'egress', anywhere),
          ),
        ),
    );
  }

  #portsBetween(from: Endpoint, to: Endpoint): PortRange[] {
    const pairs = from.subnets.flatMap((source) =>
      to.subnets.map((target) => [source, target] as const),
    );
    return merge(
      pairs.flatMap(([source, target]) => {
        const [sourceRange, targetRange] = [this.#rangeOf(source), this.#rangeOf(target)];
        const byGroups = inBoth(
          this.#allowedByGroups(from, 'egress', (rule) => this.#isFor(rule, to, targetRange)),
          this.#allowedByGroups(to, 'ingress', (rule) => this.#isFor(rule, from, sourceRange)),
        );
        // Network ACLs do not apply within a subnet.
        return source === target
          ? byGroups
          : inBoth(byGroups, this.#allowedByAcls(source, target, sourceRange, targetRange));
      }),
    );
  }

  /** Of requests, and of their responses. */
  #allowedByAcls(source: string, target: string, sourceRange: string, targetRange: string) {
    const responses = inBoth(
      inBoth(this.#allowedByAcl(target, 'egress', sourceRange), ephemeralPorts),
      this.#allowedByAcl(source, 'ingress', targetRange),
    );
    if (responses.length === 0) return [];
    return inBoth(
      this.#allowedByAcl(source, 'egress', targetRange),
      this.#allowedByAcl(target, 'ingress', sourceRange),
    );
  }

  #isFor(rule: Rule, peer: Endpoint, range: string): boolean {
    return rule.groups.some((id) => peer.securityGroups.includes(id)) || isForRange(rule, range);
  }

  #allowedByGroups(
    { name, securityGroups }: Endpoint,
    direction: Direction,
    isForPeer: (rule: Rule) => boolean,
  ): PortRange[] {
    if (securityGroups.length === 0) throw new Error(`${name} names no security group`);
    return merge(
      securityGroups
        .flatMap((id) => this.#rulesOf(id, direction))
        .filter(isForPeer)
        .map(({ ports }) => ports),
    );
  }

  /** Every rule of a security group, in whichever of the three forms it is written. */
  #rulesOf(securityGroup: string, direction: Direction): Rule[] {
    const rules = this.#resources(`aws_vpc_security_group_${direction}_rule`);
    const olderRules = this.#resources('aws_security_group_rule').filter(
      ({ attributes }) => attributes.type === direction,
    );
    const separate = [...rules, ...olderRules]
      .filter(
        ({ stack, attributes }) =>
          resolve(this.#stacks, stack, attributes.security_group_id) === securityGroup,
      )
      .map(({ stack, attributes }) => this.#rule(stack, attributes, securityGroup));
    const inside = this.#resources('aws_security_group', 'aws_default_security_group')
      .filter((group) => idOf(group) === securityGroup)
      .flatMap(({ stack, attributes }) =>
        blocks(attributes[direction]).map((rule) => this.#rule(stack, rule, securityGroup)),
      );
    return [...separate, ...inside];
  }

  #rule(stack: string, rule: Attributes, own: string): Rule {
    const isForAll = String(rule.ip_protocol ?? rule.protocol) === '-1';
    const groups = [
      rule.referenced_security_group_id,
      rule.source_security_group_id,
      rule.security_groups,
    ].flatMap((ids) => resolveAll(this.#stacks, stack, ids));
    return {
      ports: isForAll ? [0, 65_535] : [Number(rule.from_port ?? 0), Number(rule.to_port ?? 65_535)],
      ranges: [rule.cidr_ipv4, rule.cidr_blocks].flatMap(strings),
      groups: rule.self === true ? [...groups, own] : groups,
    };
  }

  /** The rules in their order, of which the first that fits decides; without an ACL all is allowed. */
  #allowedByAcl(subnet: string, direction: Direction, peer: string): readonly PortRange[] {
    const acl = this.#resources('aws_network_acl').find(({ stack, attributes }) =>
      resolveAll(this.#stacks, stack, attributes.subnet_ids).includes(subnet),
    );
    if (acl === undefined) return everyPort;
    let undecided: readonly PortRange[] = everyPort;
    const allowed: PortRange[] = [];
    const rules = blocks(acl.attributes[direction]).toSorted(
      (one, other) => Number(one.rule_no) - Number(other.rule_no),
    );
    for (const rule of rules.filter(({ cidr_block }) => areNear(String(cidr_block), peer))) {
      const ports: PortRange[] =
        String(rule.protocol) === '-1'
          ? [...everyPort]
          : [[Number(rule.from_port), Number(rule.to_port)]];
      if (rule.action === 'allow') allowed.push(...inBoth(undecided, ports));
      // What is denied to a part of the peers is still open to the others.
      if (rule.action === 'allow' || covers(String(rule.cidr_block), peer)) {
        undecided = without(undecided, ports);
      }
    }
    return merge(allowed);
  }

  #leadsToInternet(subnet: string, gateways: readonly string[]): boolean {
    return this.#routesOfSubnet(subnet).some(
      ({ to, target }) =>
        // Half of the internet is internet enough.
        Number(to.split('/')[1]) < 8 && gateways.some((type) => target.includes(`/${type}.`)),
    );
  }

  #routesOfSubnet(subnet: string): { to: string; target: string }[] {
    const tables = this.#resources('aws_route_table_association')
      .filter(
        ({ stack, attributes }) => resolve(this.#stacks, stack, attributes.subnet_id) === subnet,
      )
      .map(({ stack, attributes }) => resolve(this.#stacks, stack, attributes.route_table_id));
    if (tables.length === 0) throw new Error(`${subnet} has no route table`);
    const separate = this.#resources('aws_route').filter(({ stack, attributes }) =>
      tables.includes(resolve(this.#stacks, stack, attributes.route_table_id)),
    );
    const inside = this.#resources('aws_route_table')
      .filter((table) => tables.includes(idOf(table)))
      .flatMap(({ stack, attributes }) =>
        blocks(attributes.route).map((route) => ({ stack, attributes: route })),
      );
    const endpoints = this.#resources('aws_vpc_endpoint').filter(({ stack, attributes }) =>
      resolveAll(this.#stacks, stack, attributes.route_table_ids).some((id) => tables.includes(id)),
    );
    return [
      ...[...separate, ...inside].map(({ stack, attributes }) => ({
        to: String(attributes.destination_cidr_block ?? attributes.cidr_block),
        target: this.#targetOf(stack, attributes),
      })),
      ...endpoints.map((endpoint) => ({ to: 'the service', target: idOf(endpoint) })),
    ];
  }

  /** Whatever kind of gateway, connection or interface it is. */
  #targetOf(stack: string, route: Attributes): string {
    const [target] = Object.entries(route)
      .filter(([name]) => name.endsWith('_id') && name !== 'route_table_id')
      .map(([, value]) => resolve(this.#stacks, stack, value));
    return target ?? 'nowhere';
  }

  #rangeOf(subnet: string): string {
    const found = this.#resources('aws_subnet').find((one) => idOf(one) === subnet);
    if (found === undefined) throw new Error(`There is no ${subnet}`);
    return String(found.attributes.cidr_block);
  }

  #endpoints(): Endpoint[] {
    const endpoint = (
      { stack, address }: SynthesizedResource,
      subnets: unknown,
      securityGroups: unknown,
      hasPublicAddress = false,
    ): Endpoint => {
      const resolved = resolveAll(this.#stacks, stack, subnets);
      return {
        name: address,
        subnets: resolved,
        securityGroups: resolveAll(this.#stacks, stack, securityGroups),
        hasPublicAddress: hasPublicAddress || resolved.some((id) => this.#givesPublicAddress(id)),
      };
    };
    return [
      ...this.#resources('aws_lb').map((one) =>
        endpoint(
          one,
          one.attributes.subnets,
          one.attributes.security_groups,
          one.attributes.internal !== true,
        ),
      ),
      ...this.#resources('aws_ecs_service').map((one) => {
        const [settings = {}] = blocks(one.attributes.network_configuration);
        return endpoint(
          one,
          settings.subnets,
          settings.security_groups,
          settings.assign_public_ip === true,
        );
      }),
      ...this.#resources('aws_docdb_cluster', 'aws_db_instance').map((one) =>
        endpoint(
          one,
          this.#subnetsOfGroup(one),
          one.attributes.vpc_security_group_ids,
          one.attributes.publicly_accessible === true,
        ),
      ),
      ...this.#resources('aws_vpc_endpoint')
        .filter(({ attributes }) => attributes.vpc_endpoint_type === 'Interface')
        .map((one) => endpoint(one, one.attributes.subnet_ids, one.attributes.security_group_ids)),
      ...this.#resources('aws_autoscaling_group').map((one) => {
        const template = this.#templateOf(one);
        const [networkInterface = {}] = blocks(template.network_interfaces);
        return endpoint(
          one,
          one.attributes.vpc_zone_identifier,
          template.vpc_security_group_ids ?? networkInterface.security_groups,
          String(networkInterface.associate_public_ip_address) === 'true',
        );
      }),
    ];
  }

  #subnetsOfGroup({ stack, attributes }: SynthesizedResource): unknown {
    const id = resolve(this.#stacks, stack, attributes.db_subnet_group_name);
    const group = this.#resources('aws_docdb_subnet_group', 'aws_db_subnet_group').find(
      (one) => idOf(one) === id,
    );
    return group?.attributes.subnet_ids;
  }

  #templateOf({ stack, attributes }: SynthesizedResource): Attributes {
    const [reference = {}] = blocks(attributes.launch_template);
    const id = resolve(this.#stacks, stack, reference.id ?? reference.name);
    return this.#resources('aws_launch_template').find((one) => idOf(one) === id)?.attributes ?? {};
  }

  #givesPublicAddress(subnet: string): boolean {
    return this.#resources('aws_subnet').some(
      (one) => idOf(one) === subnet && one.attributes.map_public_ip_on_launch === true,
    );
  }

  #endpoint(name: string): Endpoint {
    const endpoint = this.endpoints.find((one) => one.name === name);
    if (endpoint === undefined) throw new Error(`The network has no ${name}`);
    return endpoint;
  }

  #resources(...types: readonly string[]): SynthesizedResource[] {
    return this.#stacks.flatMap((stack) => stack.of(...types));
  }
}

type Direction = 'ingress' | 'egress';

interface Rule {
  readonly ports: PortRange;
  readonly ranges: readonly string[];
  readonly groups: readonly string[];
}

function isForRange({ ranges }: Rule, peer: string): boolean {
  return ranges.some((range) => areNear(range, peer));
}

function areNear(one: string, other: string): boolean {
  const [first, second] = [parseAddressRange(one), parseAddressRange(other)];
  return first !== undefined && second !== undefined && overlap(first, second);
}

function covers(one: string, other: string): boolean {
  return areNear(one, other) && Number(one.split('/')[1]) <= Number(other.split('/')[1]);
}

function idOf({ stack, address }: SynthesizedResource): string {
  return `${stack}/${address}`;
}

function written([from, to]: PortRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}
