import {
  type Attributes,
  blocks,
  refersTo,
  type SynthesizedResource,
  type SynthesizedStack,
  strings,
} from '../synthesized/stacks.ts';
import {
  documentdbInstances,
  hoursPerMonth,
  instances,
  postgresInstances,
  prices,
} from './prices.ts';
import type { Usage } from './usage.ts';

/** A monthly charge. */
export interface Charge {
  /** What is charged: `2 tasks of 0.25 vCPU and 0.5 GB`. */
  readonly what: string;
  /** US dollars a month. */
  readonly amount: number;
  /** Fixed, or by the assumed usage. */
  readonly kind: 'fixed' | 'usage';
}

/** What the price depends on besides the resource. */
interface PricingContext {
  readonly stack: SynthesizedStack;
  /** The stacks of the environment, that of the resource included. */
  readonly stacks: readonly SynthesizedStack[];
  readonly usage: Usage;
}

type Pricing = (attributes: Attributes, context: PricingContext) => readonly Charge[];

/** The charges for each resource type. */
export const resourcePricing: Readonly<Record<string, Pricing>> = {
  aws_ecs_service: (service, { stack, usage }) => {
    const tasks = Number(service.desired_count);
    const definition = stack
      .of('aws_ecs_task_definition')
      .find((one) => refersTo(service.task_definition, one))?.attributes;
    const insights = perMonth(
      `${tasks * usage.metricsPerTask} metrics of Container Insights`,
      tasks * usage.metricsPerTask * prices.metricMonth,
      'usage',
    );
    const onDemand = tasks * fargateShare(service, tasks);
    if (definition === undefined || onDemand === 0) return [insights];
    const cpu = Number(definition.cpu) / 1024;
    const gigabytes = Number(definition.memory) / 1024;
    const what = `${tasks} tasks of ${cpu} vCPU and ${gigabytes} GB`;
    return [perHour(what, onDemand * fargateTask(definition, cpu, gigabytes)), insights];
  },

  aws_autoscaling_group: (group, { stack }) => {
    const template = stack
      .of('aws_launch_template')
      .find((one) => blocks(group.launch_template).some(({ id }) => refersTo(id, one)))?.attributes;
    const count = Math.max(Number(group.min_size ?? 0), Number(group.desired_capacity ?? 0));
    const volumes = blocks(template?.block_device_mappings).flatMap(({ ebs }) => blocks(ebs));
    const gigabytes = count * sum(volumes.map(({ volume_size }) => Number(volume_size ?? 0)));
    const type = String(template?.instance_type);
    return [
      perHour(`${count} or more instances ${type}`, count * priceOf(instances, type)),
      perMonth(`${gigabytes} GB of volumes`, gigabytes * prices.volumeGigabyteMonth),
    ];
  },

  aws_docdb_cluster: (_, { usage }) => [
    perMonth(
      `${usage.databaseGigabytes} GB stored`,
      usage.databaseGigabytes * prices.documentdbGigabyteMonth,
      'usage',
    ),
    perMonth(
      `${usage.databaseMillionRequests} million reads and writes of storage`,
      usage.databaseMillionRequests * prices.documentdbMillionRequests,
      'usage',
    ),
    perMonth('its secret', prices.secretMonth),
  ],
  aws_docdb_cluster_instance: ({ instance_class }) => [
    perHour(String(instance_class), priceOf(documentdbInstances, String(instance_class))),
  ],
  aws_db_instance: ({ instance_class, multi_az, allocated_storage }) => {
    const copies = multi_az === true ? 2 : 1;
    const suffix = copies === 2 ? ' with a standby' : '';
    return [
      perHour(
        `${instance_class}${suffix}`,
        copies * priceOf(postgresInstances, String(instance_class)),
      ),
      perMonth(
        `${allocated_storage} GB allocated${suffix}`,
        copies * Number(allocated_storage) * prices.postgresGigabyteMonth,
      ),
      perMonth('its secret', prices.secretMonth),
    ];
  },

  aws_lb: ({ subnets, internal }, { usage }) => [
    perHour('load balancer', prices.loadBalancer),
    ...(internal === true
      ? []
      : [
          perHour(
            `${strings(subnets).length} public addresses`,
            strings(subnets).length * prices.publicAddress,
          ),
        ]),
    perHour(
      `${usage.loadBalancerCapacityUnits} capacity units`,
      usage.loadBalancerCapacityUnits * prices.loadBalancerCapacityUnit,
      'usage',
    ),
    perMonth(
      `${usage.gigabytesToInternet} GB to the internet`,
      usage.gigabytesToInternet * prices.gigabyteToInternet,
      'usage',
    ),
  ],
  aws_nat_gateway: (_, { stacks, usage }) => {
    const gigabytes = usage.gigabytesFromTasks / count(stacks, 'aws_nat_gateway');
    return [
      perHour('NAT gateway', prices.natGateway),
      perMonth(`${rounded(gigabytes)} GB through it`, gigabytes * prices.natGigabyte, 'usage'),
    ];
  },
  aws_eip: () => [perHour('public address', prices.publicAddress)],
  aws_vpc_endpoint: ({ vpc_endpoint_type, subnet_ids }) => {
    if (vpc_endpoint_type !== 'Interface') return [];
    const zones = strings(subnet_ids).length;
    return [perHour(`endpoint in ${zones} zones`, zones * prices.interfaceEndpointPerZone)];
  },

  aws_cloudwatch_log_group: ({ retention_in_days }, { usage }) => {
    const days = Number(retention_in_days);
    // CloudWatch compresses what it stores, to about 15 % by its own pricing page.
    const stored = usage.gigabytesPerLog * (days / 30) * 0.15;
    return [
      perMonth(
        `${usage.gigabytesPerLog} GB of logs, kept for ${days} days`,
        usage.gigabytesPerLog * prices.logGigabyteIngested + stored * prices.logGigabyteMonthStored,
        'usage',
      ),
    ];
  },
  aws_cloudwatch_metric_alarm: ({ metric_query }) => {
    const metrics = Math.max(
      1,
      blocks(metric_query).filter(({ metric }) => blocks(metric).length > 0).length,
    );
    return [
      perMonth(
        `alarm on ${metrics} ${metrics === 1 ? 'metric' : 'metrics'}`,
        metrics * prices.alarmMonth,
      ),
    ];
  },
  aws_cloudwatch_composite_alarm: () => [perMonth('composite alarm', 5 * prices.alarmMonth)],
  aws_cloudwatch_dashboard: () => [perMonth('dashboard', prices.dashboardMonth)],

  aws_wafv2_web_acl: ({ rule }, { usage }) => [
    perMonth(
      `web ACL of ${blocks(rule).length} rules`,
      prices.webAclMonth + blocks(rule).length * prices.webAclRuleMonth,
    ),
    perMonth(
      `${usage.millionRequests} million requests`,
      usage.millionRequests * prices.webAclMillionRequests,
      'usage',
    ),
  ],
  aws_kms_key: () => [perMonth('key', prices.keyMonth)],
  aws_secretsmanager_secret: () => [perMonth('secret', prices.secretMonth)],
  aws_cognito_user_pool: ({ user_pool_tier }, { usage }) =>
    // The other tiers are free below 10,000 people.
    user_pool_tier === 'PLUS'
      ? [
          perMonth(
            `${usage.people} people who sign in`,
            usage.people * prices.protectedPersonMonth,
            'usage',
          ),
        ]
      : [],
  aws_route53_zone: () => [perMonth('hosted zone', prices.hostedZoneMonth)],
  aws_s3_bucket: (_, { usage }) => [
    perMonth(
      `${usage.bucketGigabytes} GB stored`,
      usage.bucketGigabytes * prices.bucketGigabyteMonth,
      'usage',
    ),
  ],
  aws_ecr_repository: (_, { usage }) => [
    perMonth(
      `${usage.repositoryGigabytes} GB of images`,
      usage.repositoryGigabytes * prices.repositoryGigabyteMonth,
      'usage',
    ),
  ],
};

/** Whether a resource type is free of charge. Types that are neither free nor priced are unknown. */
export function isFree({ type }: SynthesizedResource): boolean {
  return freeTypes.some((free) => free.test(type));
}

const freeTypes: readonly RegExp[] = [
  /^(provider|backend)$/,
  /^aws_(iam|appautoscaling|acm|route_table|route53_record|service_discovery)/,
  /^aws_(vpc|subnet|route|internet_gateway|network_acl|security_group|default_security_group)$/,
  /^aws_(vpc_security_group|security_group|network_acl)_(ingress_|egress_)?rule$/,
  /^aws_(vpc_endpoint|default|main|network)_\w+$/,
  /^aws_ecs_(cluster|cluster_capacity_providers|capacity_provider|task_definition)$/,
  /^aws_(launch_template|autoscaling_\w*policy|autoscaling_lifecycle_hook)$/,
  /^aws_lb_/,
  /^aws_(docdb|db|rds_cluster|docdb_cluster)_(subnet|parameter|cluster_parameter)_group$/,
  /^aws_kms_alias$/,
  /^aws_s3_bucket_/,
  /^aws_ecr_(lifecycle_policy|repository_policy|registry_\w+)$/,
  // Charged by volume, which is negligible here.
  /^aws_(sns_\w+|flow_log|budgets_budget|cloudwatch_log_\w+_?(policy|filter))$/,
  /^aws_wafv2_(web_acl_association|web_acl_logging_configuration|ip_set)$/,
  /^aws_secretsmanager_secret_(rotation|policy|version)$/,
  /^aws_cognito_(user_pool_client|user_pool_domain|user_group|resource_server)$/,
];

/** The share of the on-demand Fargate price that a service pays: Spot is cheaper, instances are charged separately. */
function fargateShare(service: Attributes, tasks: number): number {
  const strategy = blocks(service.capacity_provider_strategy);
  if (strategy.length === 0) return service.launch_type === 'EC2' ? 0 : 1;
  const weights = sum(strategy.map(({ weight }) => Number(weight ?? 0)));
  const bases = sum(strategy.map(({ base }) => Number(base ?? 0)));
  const beyond = Math.max(0, tasks - bases);
  return sum(
    strategy.map(({ capacity_provider, base, weight }) => {
      const count =
        Math.min(tasks, Number(base ?? 0)) + (beyond * Number(weight ?? 0)) / Math.max(1, weights);
      return (count / Math.max(1, tasks)) * (providerShares[String(capacity_provider)] ?? 0);
    }),
  );
}

const providerShares: Readonly<Record<string, number>> = {
  FARGATE: 1,
  FARGATE_SPOT: prices.fargateSpotShare,
};

function fargateTask({ runtime_platform }: Attributes, cpu: number, gigabytes: number): number {
  const [platform = {}] = blocks(runtime_platform);
  const architecture = platform.cpu_architecture === 'ARM64' ? 'ARM64' : 'X86_64';
  return cpu * prices.fargateCpu[architecture] + gigabytes * prices.fargateGigabyte[architecture];
}

function perHour(what: string, price: number, kind: Charge['kind'] = 'fixed'): Charge {
  return { what, amount: price * hoursPerMonth, kind };
}

function perMonth(what: string, amount: number, kind: Charge['kind'] = 'fixed'): Charge {
  return { what, amount, kind };
}

function priceOf(table: Readonly<Record<string, number>>, name: string): number {
  const price = table[name];
  if (price === undefined) {
    throw new Error(`The price of ${name} is unknown; add it to infra/src/cost/prices.ts`);
  }
  return price;
}

function count(stacks: readonly SynthesizedStack[], type: string): number {
  return sum(stacks.map((stack) => stack.of(type).length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
