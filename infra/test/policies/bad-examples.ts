import { credentialHeaders } from '@stockroom/service/manifest';
import type { Attributes } from '../../src/synthesized/stacks.ts';

/** Resources as a stack has them: by type, then by name. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

const one = (type: string, attributes: Attributes = {}): Resources => ({
  [type]: { bad: attributes },
});

const container = (attributes: Attributes): Resources =>
  one('aws_ecs_task_definition', {
    container_definitions: JSON.stringify([
      {
        name: 'web',
        image: 'registry/web@sha256:0',
        user: '10001',
        readonlyRootFilesystem: true,
        linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
        logConfiguration: {},
        ...attributes,
      },
    ]),
  });

const policy = (type: string, attribute: string, statement: Attributes): Resources =>
  one(type, {
    [attribute]: JSON.stringify({ Statement: { Effect: 'Allow', ...statement } }),
  });

const database = (attributes: Attributes = {}): Resources => one('aws_docdb_cluster', attributes);
const service = (attributes: Attributes): Resources => one('aws_ecs_service', attributes);

const pool = (attributes: Attributes = {}): Resources => one('aws_cognito_user_pool', attributes);
const everyKind = {
  require_lowercase: true,
  require_uppercase: true,
  require_numbers: true,
  require_symbols: true,
};

const redactedFields = [
  ...credentialHeaders.map((name) => ({ single_header: { name } })),
  { query_string: {} },
];
const onlyBlocked = {
  default_behavior: 'DROP',
  filter: [{ behavior: 'KEEP', condition: [{ action_condition: { action: 'BLOCK' } }] }],
};
const firewallLog = (attributes: Attributes): Resources =>
  one('aws_wafv2_web_acl_logging_configuration', {
    redacted_fields: redactedFields,
    logging_filter: onlyBlocked,
    ...attributes,
  });

/** For each policy what breaks it; in all of them the resource that does is called `bad`. */
export const badExamples: Readonly<Record<string, readonly Resources[]>> = {
  'encryption/databases': [database(), one('aws_db_instance', { storage_encrypted: false })],
  'encryption/databases-own-key': [database({ storage_encrypted: true })],
  'encryption/buckets': [one('aws_s3_bucket')],
  'encryption/repositories': [one('aws_ecr_repository')],
  'encryption/topics': [one('aws_sns_topic')],
  'encryption/log-groups-own-key': [one('aws_cloudwatch_log_group')],
  'encryption/disks': [
    one('aws_launch_template'),
    one('aws_launch_template', { block_device_mappings: [{ ebs: { encrypted: 'false' } }] }),
    one('aws_ebs_volume', {}),
  ],
  'encryption/keys-rotate': [one('aws_kms_key')],

  'transit/https-only': [
    one('aws_lb_listener', { protocol: 'HTTP', default_action: [{ type: 'forward' }] }),
    one('aws_lb_listener', {
      protocol: 'HTTP',
      default_action: [{ type: 'redirect', redirect: { protocol: 'HTTP', port: '8080' } }],
    }),
  ],
  'transit/tls-policy': [
    one('aws_lb_listener', { protocol: 'HTTPS' }),
    one('aws_lb_listener', { protocol: 'HTTPS', ssl_policy: 'ELBSecurityPolicy-2016-08' }),
  ],
  'transit/documentdb': [
    one('aws_docdb_cluster_parameter_group', { parameter: [{ name: 'tls', value: 'disabled' }] }),
  ],
  'transit/postgres': [
    one('aws_db_parameter_group', { parameter: [{ name: 'rds.force_ssl', value: '0' }] }),
  ],
  'transit/buckets': [one('aws_s3_bucket')],

  'exposure/ingress-from-the-internet': [
    one('aws_vpc_security_group_ingress_rule', {
      cidr_ipv4: '0.0.0.0/0',
      from_port: 443,
      to_port: 443,
    }),
    one('aws_security_group', {
      ingress: [{ cidr_blocks: ['0.0.0.0/0'], from_port: 22, to_port: 22 }],
    }),
    one('aws_security_group_rule', { type: 'ingress', ipv6_cidr_blocks: ['::/0'] }),
    // Half of the internet, written to bypass the rule.
    one('aws_vpc_security_group_ingress_rule', { cidr_ipv4: '128.0.0.0/1', ip_protocol: '-1' }),
    {
      aws_lb: { front: { security_groups: [reference('aws_security_group.front.id')] } },
      aws_vpc_security_group_ingress_rule: {
        bad: {
          security_group_id: reference('aws_security_group.front.id'),
          cidr_ipv4: '0.0.0.0/0',
          from_port: 80,
          to_port: 443,
        },
      },
    },
  ],
  'exposure/egress-of-everything': [
    one('aws_vpc_security_group_egress_rule', { cidr_ipv4: '0.0.0.0/0', ip_protocol: '-1' }),
    one('aws_security_group', { egress: [{ cidr_blocks: ['0.0.0.0/0'], protocol: '-1' }] }),
  ],
  'exposure/default-security-group': [
    one('aws_vpc'),
    {
      aws_vpc: { bad: {} },
      aws_default_security_group: {
        open: { vpc_id: reference('aws_vpc.bad.id'), ingress: [{ self: true, protocol: '-1' }] },
      },
    },
  ],
  'exposure/subnets-give-no-public-address': [one('aws_subnet', { map_public_ip_on_launch: true })],
  'exposure/tasks-have-no-public-address': [
    service({ network_configuration: { assign_public_ip: true } }),
  ],
  'exposure/instances-have-no-public-address': [
    one('aws_launch_template', { network_interfaces: [{ associate_public_ip_address: 'true' }] }),
  ],
  'exposure/databases': [one('aws_db_instance', { publicly_accessible: true })],
  'exposure/buckets': [
    one('aws_s3_bucket'),
    {
      aws_s3_bucket: { bad: {} },
      aws_s3_bucket_public_access_block: {
        half: { bucket: reference('aws_s3_bucket.bad.id'), block_public_acls: true },
      },
    },
  ],
  'exposure/invalid-headers': [one('aws_lb')],
  'exposure/desynchronized-requests': [one('aws_lb', { desync_mitigation_mode: 'monitor' })],
  'exposure/firewall': [one('aws_lb')],

  'identity/no-wildcard-action': [
    policy('aws_iam_role_policy', 'policy', { Action: 's3:*', Resource: 'arn:aws:s3:::bucket' }),
    policy('aws_iam_policy', 'policy', { Action: ['ecs:Describe*'], Resource: 'arn:aws:ecs:::x' }),
  ],
  'identity/no-wildcard-resource': [
    policy('aws_iam_role_policy', 'policy', { Action: 's3:GetObject', Resource: '*' }),
  ],
  'identity/no-open-resource': [
    policy('aws_s3_bucket_policy', 'policy', { Principal: '*', Action: 's3:GetObject' }),
    policy('aws_sns_topic_policy', 'policy', { Principal: { AWS: '*' }, Action: 'sns:Publish' }),
    policy('aws_iam_role', 'assume_role_policy', { Principal: { AWS: '*' } }),
  ],
  'identity/service-acts-for-this-account': [
    policy('aws_iam_role', 'assume_role_policy', {
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
    }),
  ],
  'identity/federation-names-who': [
    policy('aws_iam_role', 'assume_role_policy', { Principal: { Federated: 'github' } }),
    policy('aws_iam_role', 'assume_role_policy', {
      Principal: { Federated: 'github' },
      Condition: {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*:environment:prod' },
      },
    }),
  ],
  'identity/no-long-lived-keys': [one('aws_iam_user'), one('aws_iam_access_key')],
  'identity/no-administrators': [
    one('aws_iam_role_policy_attachment', {
      policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
    one('aws_iam_role', { managed_policy_arns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'] }),
  ],

  'secrets/not-in-environment': [
    container({ environment: [{ name: 'DATABASE_PASSWORD', value: 'x' }] }),
    container({ environment: [{ name: 'STRIPE_API_KEY', value: 'x' }] }),
    container({ environment: [{ name: 'UPSTREAM', value: 'postgres://me:hunter2@db/stock' }] }),
    container({ environment: [{ name: 'PLAIN', value: 'AKIAIOSFODNN7EXAMPLE' }] }),
    container({ environment: [{ name: 'PLAIN', value: 'wJalrXUtnFEMIK7MDENGbPxRfiCYzEy3' }] }),
  ],
  'secrets/not-in-configuration': [
    one('aws_db_instance', { password: 'x' }),
    one('aws_secretsmanager_secret_version', { secret_string: 'x' }),
  ],
  'secrets/managed-by-aws': [database()],
  'secrets/not-in-firewall-log': [
    firewallLog({ redacted_fields: [] }),
    firewallLog({ redacted_fields: redactedFields.filter((field) => 'single_header' in field) }),
    ...credentialHeaders.map((name) =>
      firewallLog({
        redacted_fields: redactedFields.filter(
          (field) => !('single_header' in field) || field.single_header.name !== name,
        ),
      }),
    ),
    firewallLog({ logging_filter: undefined }),
    firewallLog({ logging_filter: { ...onlyBlocked, default_behavior: 'KEEP' } }),
    firewallLog({
      logging_filter: {
        ...onlyBlocked,
        filter: [
          ...onlyBlocked.filter,
          { behavior: 'KEEP', condition: [{ action_condition: { action: 'COUNT' } }] },
        ],
      },
    }),
    firewallLog({
      logging_filter: {
        ...onlyBlocked,
        filter: [{ behavior: 'KEEP', condition: [{ label_name_condition: { label_name: 'a' } }] }],
      },
    }),
  ],
  'secrets/not-in-firewall-samples': [
    one('aws_wafv2_web_acl', { visibility_config: { sampled_requests_enabled: true } }),
    one('aws_wafv2_web_acl', {
      visibility_config: { sampled_requests_enabled: false },
      rule: [{ name: 'rate', visibility_config: { sampled_requests_enabled: true } }],
    }),
    one('aws_wafv2_rule_group'),
  ],

  'containers/read-only-root': [container({ readonlyRootFilesystem: false })],
  'containers/not-root': [
    container({ user: undefined }),
    container({ user: '0:0' }),
    container({ user: 'root' }),
  ],
  'containers/no-capabilities': [
    container({ linuxParameters: { capabilities: {} } }),
    container({ linuxParameters: { capabilities: { drop: ['ALL'], add: ['SYS_PTRACE'] } } }),
  ],
  'containers/not-privileged': [container({ privileged: true })],
  'containers/init': [container({ linuxParameters: {} })],
  'containers/logs': [container({ logConfiguration: undefined })],
  'containers/no-moving-tag': [
    container({ image: 'registry/web' }),
    container({ image: 'registry:5000/web:latest' }),
  ],
  'containers/image-by-digest': [container({ image: 'registry/web:1.0' })],
  'containers/own-namespaces': [
    one('aws_ecs_task_definition', { network_mode: 'host', container_definitions: '[]' }),
    one('aws_ecs_task_definition', {
      network_mode: 'awsvpc',
      pid_mode: 'host',
      container_definitions: '[]',
    }),
  ],
  'containers/circuit-breaker': [
    service({}),
    service({ deployment_circuit_breaker: { enable: true, rollback: false } }),
  ],
  'containers/full-capacity-while-deploying': [service({ deployment_minimum_healthy_percent: 50 })],
  'containers/several-zones': [service({ network_configuration: { subnets: ['one'] } })],
  'containers/latest-platform': [service({ platform_version: '1.3.0' })],
  'containers/no-shell-in-production': [service({ enable_execute_command: true })],

  'people/administrators-add-people': [
    pool(),
    pool({ admin_create_user_config: { allow_admin_create_user_only: false } }),
  ],
  'people/strong-passwords': [
    pool(),
    pool({ password_policy: { minimum_length: 8, ...everyKind } }),
    pool({ password_policy: { minimum_length: 14, ...everyKind, require_symbols: false } }),
  ],
  'people/second-factor': [pool(), pool({ mfa_configuration: 'OPTIONAL' })],
  'people/threat-protection': [
    pool(),
    pool({ user_pool_add_ons: { advanced_security_mode: 'AUDIT' } }),
  ],
  'people/protected': [pool(), pool({ deletion_protection: 'INACTIVE' })],
  'people/named-by-administrators': [
    one('aws_cognito_user_pool_client'),
    one('aws_cognito_user_pool_client', { write_attributes: [] }),
    ...['email', 'name', 'preferred_username', 'custom:badge'].map((name) =>
      one('aws_cognito_user_pool_client', { write_attributes: ['locale', name] }),
    ),
  ],
  'people/code-with-pkce': [
    one('aws_cognito_user_pool_client', { allowed_oauth_flows: ['code', 'implicit'] }),
    one('aws_cognito_user_pool_client', { allowed_oauth_flows: ['code'], generate_secret: true }),
  ],

  'registry/immutable-tags': [one('aws_ecr_repository', { image_tag_mutability: 'MUTABLE' })],
  'registry/scan-on-push': [one('aws_ecr_repository')],
  'registry/lifecycle': [one('aws_ecr_repository')],

  'compute/metadata-version-2': [
    one('aws_launch_template'),
    one('aws_launch_template', { metadata_options: { http_tokens: 'optional' } }),
  ],
  'compute/metadata-out-of-reach-of-tasks': [
    one('aws_launch_template', { metadata_options: { http_put_response_hop_limit: 2 } }),
  ],
  'compute/several-zones': [one('aws_autoscaling_group', { vpc_zone_identifier: ['one'] })],
  'compute/managed-termination': [
    one('aws_ecs_capacity_provider', { auto_scaling_group_provider: {} }),
  ],

  'protection/databases': [database(), one('aws_db_instance', { deletion_protection: false })],
  'protection/final-snapshot': [database({ skip_final_snapshot: true })],
  'protection/backups': [database({ backup_retention_period: 1 }), database()],
  'protection/several-zones': [one('aws_db_instance')],
  'protection/replica': [
    database(),
    {
      aws_docdb_cluster: { bad: {} },
      aws_docdb_cluster_instance: {
        first: {
          cluster_identifier: reference('aws_docdb_cluster.bad.id'),
          availability_zone: 'a',
        },
        second: {
          cluster_identifier: reference('aws_docdb_cluster.bad.id'),
          availability_zone: 'a',
        },
      },
    },
  ],
  'protection/load-balancers': [one('aws_lb')],
  'protection/repositories': [one('aws_ecr_repository', { force_delete: true })],
  'protection/buckets': [one('aws_s3_bucket', { force_destroy: true })],
  'protection/state': [one('aws_s3_bucket', { bucket: 'stockroom-terraform-state-1' })],
  'protection/keys': [one('aws_kms_key', { deletion_window_in_days: 7 })],

  'logging/retention': [
    one('aws_cloudwatch_log_group'),
    one('aws_cloudwatch_log_group', { retention_in_days: 0 }),
  ],
  'logging/retention-in-production': [one('aws_cloudwatch_log_group', { retention_in_days: 30 })],
  'logging/network': [one('aws_vpc')],
  'logging/cluster': [
    one('aws_ecs_cluster'),
    one('aws_ecs_cluster', { setting: [{ name: 'containerInsights', value: 'disabled' }] }),
  ],
  'logging/databases': [database({ enabled_cloudwatch_logs_exports: ['profiler'] })],
  'logging/load-balancers': [
    one('aws_lb'),
    one('aws_lb', { access_logs: { bucket: 'logs', enabled: false } }),
  ],

  'tagging/instances': [
    one('aws_autoscaling_group', {
      tag: [{ key: 'project', value: 'stockroom', propagate_at_launch: false }],
    }),
  ],
  'tagging/tasks': [service({})],
};

function reference(expression: string): string {
  return `\${${expression}}`;
}
