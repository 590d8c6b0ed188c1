import {
  type Attributes,
  blocks,
  type SynthesizedStack,
  strings,
} from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

/** The internet reaches only the load balancer, on 80 and 443. */
export const exposure: readonly Policy[] = [
  {
    id: 'exposure/ingress-from-the-internet',
    reason: 'every port that is open to the internet is scanned within minutes',
    source: 'AWS FSBP EC2.18 and EC2.19, CIS AWS Foundations 5.2',
    fix: 'allow the security group of the caller; the internet only for the load balancer, on 80 and 443',
    types: [
      'aws_vpc_security_group_ingress_rule',
      'aws_security_group_rule',
      'aws_security_group',
      'aws_default_security_group',
    ],
    violations: ({ type, address, attributes }, { stack }) => {
      const own = { address };
      return ingressRules(type, attributes)
        .filter((rule) => isFromAnywhere(rule))
        .flatMap((rule) =>
          unless(
            [80, 443].includes(Number(rule.from_port)) &&
              rule.from_port === rule.to_port &&
              guardsLoadBalancer(stack, rule.security_group_id ?? `\${${own.address}.id}`),
            `allows the internet on ${portsOf(rule)}`,
          ),
        );
    },
  },
  {
    id: 'exposure/egress-of-everything',
    reason: 'an attacker in a task can send data anywhere, by any protocol',
    source: 'AWS Well-Architected SEC05-BP02',
    fix: 'open only the ports that are needed: 443 for AWS, and the ports of what is called',
    types: ['aws_vpc_security_group_egress_rule', 'aws_security_group_rule', 'aws_security_group'],
    violations: ({ type, attributes }) =>
      egressRules(type, attributes).flatMap((rule) =>
        unless(
          !isFromAnywhere(rule) || (portSpan(rule) === 1 && protocolOf(rule) !== '-1'),
          `allows egress to the internet on ${portsOf(rule)}`,
        ),
      ),
  },
  {
    id: 'exposure/default-security-group',
    reason:
      'resources without a security group get the default one, whose members can reach each other',
    source: 'AWS FSBP EC2.2, CIS AWS Foundations 5.4',
    fix: 'manage it with a DefaultSecurityGroup that has no rules',
    types: ['aws_vpc'],
    violations: (resource, { stack }) =>
      unless(
        stack
          .referring('aws_default_security_group', 'vpc_id', resource)
          .some(
            ({ attributes }) =>
              blocks(attributes.ingress).length === 0 && blocks(attributes.egress).length === 0,
          ),
        'does not close its default security group',
      ),
  },
  {
    id: 'exposure/subnets-give-no-public-address',
    reason: 'instances are on the internet without having requested it',
    source: 'AWS FSBP EC2.15',
    fix: 'leave mapPublicIpOnLaunch out; request public addresses where they are needed',
    types: ['aws_subnet'],
    violations: ({ attributes }) =>
      unless(attributes.map_public_ip_on_launch !== true, 'gives every instance a public address'),
  },
  {
    id: 'exposure/tasks-have-no-public-address',
    reason: 'a task with a public address is a server on the internet',
    source: 'AWS FSBP ECS.2',
    fix: 'set assignPublicIp to false and use NAT or endpoints',
    types: ['aws_ecs_service'],
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.network_configuration).every(
          ({ assign_public_ip }) => assign_public_ip !== true,
        ),
        'gives its tasks public addresses',
      ),
  },
  {
    id: 'exposure/instances-have-no-public-address',
    reason: 'an instance with a public address is a server on the internet',
    source: 'AWS FSBP EC2.25',
    fix: 'set associatePublicIpAddress to false',
    types: ['aws_launch_template', 'aws_instance'],
    violations: ({ attributes }) =>
      unless(
        [attributes, ...blocks(attributes.network_interfaces)].every(
          ({ associate_public_ip_address: given }) => given !== true && given !== 'true',
        ),
        'gives its instances public addresses',
      ),
  },
  {
    id: 'exposure/databases',
    reason: 'a database with a public address is one rule away from the internet',
    source: 'AWS FSBP RDS.2',
    fix: 'set publiclyAccessible to false',
    types: ['aws_db_instance', 'aws_rds_cluster_instance'],
    violations: ({ attributes }) =>
      unless(attributes.publicly_accessible !== true, 'has a public address'),
  },
  {
    id: 'exposure/buckets',
    reason: 'one policy or one upload makes the objects public',
    source: 'AWS FSBP S3.8',
    fix: 'add an S3BucketPublicAccessBlock that names the bucket, with all four switches on',
    types: ['aws_s3_bucket'],
    violations: (resource, { stack }) =>
      unless(
        stack
          .referring('aws_s3_bucket_public_access_block', 'bucket', resource)
          .some(({ attributes }) =>
            [
              'block_public_acls',
              'block_public_policy',
              'ignore_public_acls',
              'restrict_public_buckets',
            ].every((name) => attributes[name] === true),
          ),
        'can be made public',
      ),
  },
  {
    id: 'exposure/invalid-headers',
    reason: 'headers that servers parse differently allow request smuggling',
    source: 'AWS FSBP ELB.4',
    fix: 'set dropInvalidHeaderFields to true',
    types: ['aws_lb'],
    violations: ({ attributes }) =>
      unless(
        attributes.load_balancer_type === 'network' ||
          attributes.drop_invalid_header_fields === true,
        'forwards invalid headers',
      ),
  },
  {
    id: 'exposure/desynchronized-requests',
    reason: 'requests whose end servers parse differently allow request smuggling',
    source: 'AWS FSBP ELB.12',
    fix: 'leave desyncMitigationMode at defensive, or use strictest',
    types: ['aws_lb'],
    violations: ({ attributes }) =>
      unless(attributes.desync_mitigation_mode !== 'monitor', 'forwards ambiguous requests'),
  },
  {
    id: 'exposure/firewall',
    reason: 'known attacks and floods reach the services',
    source: 'AWS FSBP ELB.16',
    fix: 'associate a web ACL with it (Wafv2WebAclAssociation)',
    types: ['aws_lb'],
    where: 'production',
    violations: (resource, { stack }) =>
      unless(
        resource.attributes.internal === true ||
          stack.referring('aws_wafv2_web_acl_association', 'resource_arn', resource).length > 0,
        'has no web application firewall',
      ),
  },
];

function ingressRules(type: string, attributes: Attributes): Attributes[] {
  if (type === 'aws_vpc_security_group_ingress_rule') return [attributes];
  if (type === 'aws_security_group_rule') return attributes.type === 'ingress' ? [attributes] : [];
  return blocks(attributes.ingress);
}

function egressRules(type: string, attributes: Attributes): Attributes[] {
  if (type === 'aws_vpc_security_group_egress_rule') return [attributes];
  if (type === 'aws_security_group_rule') return attributes.type === 'egress' ? [attributes] : [];
  return blocks(attributes.egress);
}

/** Any range of more than 2^24 addresses is the internet: the largest blocks that were assigned are /8. */
function isFromAnywhere(rule: Attributes): boolean {
  const ranges = [rule.cidr_ipv4, rule.cidr_ipv6, rule.cidr_blocks, rule.ipv6_cidr_blocks];
  return ranges
    .flatMap(strings)
    .some((range) => (range.includes(':') ? prefixOf(range) < 16 : prefixOf(range) < 8));
}

function prefixOf(range: string): number {
  return Number(range.split('/')[1] ?? 128);
}

function guardsLoadBalancer(stack: SynthesizedStack, securityGroupId: unknown): boolean {
  return stack
    .of('aws_lb')
    .some(({ attributes }) =>
      strings(attributes.security_groups).includes(String(securityGroupId)),
    );
}

function protocolOf(rule: Attributes): string {
  return String(rule.ip_protocol ?? rule.protocol ?? '-1');
}

function portSpan(rule: Attributes): number {
  return Number(rule.to_port ?? 65_535) - Number(rule.from_port ?? 0) + 1;
}

function portsOf(rule: Attributes): string {
  if (rule.from_port === undefined || protocolOf(rule) === '-1') return 'every port';
  return rule.from_port === rule.to_port
    ? `port ${rule.from_port}`
    : `ports ${rule.from_port} to ${rule.to_port}`;
}
