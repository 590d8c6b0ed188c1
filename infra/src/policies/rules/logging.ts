import { blocks, strings } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

/** Events are logged, and kept as long as they are needed. */
export const logging: readonly Policy[] = [
  {
    id: 'logging/retention',
    reason: 'logs that never expire cost more and more, and keep data longer than necessary',
    source: 'AWS Well-Architected SEC04-BP01, COST04-BP05',
    fix: 'set retentionInDays',
    types: ['aws_cloudwatch_log_group'],
    violations: ({ attributes }) =>
      unless(Number(attributes.retention_in_days ?? 0) > 0, 'never deletes its logs'),
  },
  {
    id: 'logging/retention-in-production',
    reason: 'intrusions are often found after months, when shorter logs are deleted',
    source: 'AWS FSBP CloudWatch.16',
    fix: 'set logRetentionDays to 365 or more',
    types: ['aws_cloudwatch_log_group'],
    where: 'production',
    violations: ({ attributes }) =>
      unless(
        Number(attributes.retention_in_days ?? Number.POSITIVE_INFINITY) >= 365,
        `keeps its logs for ${attributes.retention_in_days} days`,
      ),
  },
  {
    id: 'logging/network',
    reason: 'network connections cannot be investigated',
    source: 'AWS FSBP EC2.6, CIS AWS Foundations 3.7',
    fix: 'add a FlowLog that names the VPC',
    types: ['aws_vpc'],
    violations: (resource, { stack }) =>
      unless(stack.referring('aws_flow_log', 'vpc_id', resource).length > 0, 'has no flow log'),
  },
  {
    id: 'logging/cluster',
    reason: 'lack of memory or CPU goes unnoticed',
    source: 'AWS FSBP ECS.12',
    fix: 'set containerInsights to enabled or enhanced',
    types: ['aws_ecs_cluster'],
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.setting).some(
          ({ name, value }) =>
            name === 'containerInsights' && ['enabled', 'enhanced'].includes(String(value)),
        ),
        'has no Container Insights',
      ),
  },
  {
    id: 'logging/databases',
    reason: 'access to data cannot be investigated',
    source: 'AWS FSBP DocumentDB.4, RDS.9 and RDS.36',
    fix: 'set enabledCloudwatchLogsExports: audit for DocumentDB, postgresql for PostgreSQL',
    types: ['aws_docdb_cluster', 'aws_db_instance'],
    violations: ({ type, attributes }) =>
      unless(
        strings(attributes.enabled_cloudwatch_logs_exports).includes(
          type === 'aws_docdb_cluster' ? 'audit' : 'postgresql',
        ),
        'exports no log',
      ),
  },
  {
    id: 'logging/load-balancers',
    reason: 'requests and their sources cannot be investigated',
    source: 'AWS FSBP ELB.5',
    fix: 'set accessLogs with a bucket',
    types: ['aws_lb'],
    where: 'production',
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.access_logs).some(({ enabled }) => enabled === true),
        'keeps no access log',
      ),
  },
];
