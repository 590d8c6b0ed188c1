import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmMetricQuery,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { Construct } from 'constructs';

/**
 * What to do first about each kind of alarm. The rest is in its runbook, `docs/operations/<name>.md`;
 * a test compares the two.
 */
export const runbooks = {
  'service-errors':
    'Check whether a release was just deployed: it is rolled back automatically. Otherwise read the errors in the log of the service.',
  'service-latency':
    'Compare the latency of the database and of the called services on the dashboard, and check whether the service runs its maximum of tasks.',
  'unhealthy-tasks':
    'Read the events of the service (aws ecs describe-services) and the reasons of its stopped tasks (aws ecs describe-tasks).',
  'service-cpu':
    'Check whether the service runs its maximum of tasks; if so, raise scaling.maxTasks, in its manifest or in the environment.',
  'service-memory':
    'Check whether memory grows without traffic, which is a leak: a new deployment buys time. Otherwise raise memory, in its manifest or in the environment.',
  'error-budget':
    'Find the service with errors on the dashboard, and deploy the previous release: TF_VAR_release=<commit> npx cdktf deploy <env>-services --ignore-missing-stack-dependencies.',
  'load-balancer-errors':
    'Check whether the public service has healthy targets; without any, or when they are too slow, the load balancer responds itself.',
  'nat-ports':
    'Find the service that opens many connections to one address in the flow log, and make it reuse connections.',
  'database-cpu':
    'Find the slowest operations in the log of the database, and add the missing index.',
  'database-memory':
    'Check whether connections or the working set grew; the next larger instance class has more memory.',
  'database-connections':
    'Find the service with more tasks than usual; its pool size times its tasks must stay below the limit.',
  'database-replica-lag':
    'Look for a burst of writes or a long read on the replica, whose reads are stale meanwhile.',
  'database-storage':
    'Find on the dashboard what grew, and whether it should: movements never expire, idempotency keys do.',
  budget: 'Open Cost Explorer by service for the tag environment, and find what is new.',
} as const;

export type Runbook = keyof typeof runbooks;

/** The directory of the runbooks, from the root of the repository. */
export const runbookDirectory = 'docs/operations';

/** What to do first about an alarm, and its runbook. */
export function firstStep(runbook: Runbook): string {
  return `${runbooks[runbook]} Runbook: ${runbookDirectory}/${runbook}.md`;
}

/** A CloudWatch metric. */
export interface Metric {
  /** `AWS/ECS` */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Average`, `Sum`, `Maximum`, `p99` */
  readonly statistic: string;
}

/** A metric math expression: `{ expression: '100 * errors / requests', metrics: { errors, requests } }` */
interface Calculation {
  readonly expression: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

export interface AlarmProps {
  /** Name in CloudWatch: `stockroom-dev-gateway-errors`. */
  readonly name: string;
  readonly runbook: Runbook;
  /** What happened, as a sentence: `gateway: more than 1 % of the requests fail`. */
  readonly summary: string;
  readonly metric: Metric | Calculation;
  /** The largest healthy value; or with `below` the smallest. */
  readonly above?: number;
  readonly below?: number;
  /** Seconds of one data point; 60 by default. */
  readonly periodSeconds?: number;
  /** How many data points of how many must be breaching; 2 of 3 by default, so that one bad minute raises no alarm. */
  readonly datapoints?: readonly [breaching: number, of: number];
  /** Gets a message when it starts and when it ends; `undefined` for a part of a composite alarm. */
  readonly topicArn: string | undefined;
}

/** A CloudWatch alarm. Missing data counts as healthy: a service without traffic does not fail. */
export class Alarm extends CloudwatchMetricAlarm {
  constructor(scope: Construct, id: string, props: AlarmProps) {
    const { above, below, periodSeconds = 60, datapoints = [2, 3], topicArn } = props;
    if ((above === undefined) === (below === undefined)) {
      throw new Error(`The alarm ${props.name} needs either above or below`);
    }
    super(scope, id, {
      alarmName: props.name,
      alarmDescription: `${props.summary}. ${firstStep(props.runbook)}`,
      comparisonOperator: above === undefined ? 'LessThanThreshold' : 'GreaterThanThreshold',
      threshold: above ?? below ?? 0,
      datapointsToAlarm: datapoints[0],
      evaluationPeriods: datapoints[1],
      treatMissingData: 'notBreaching',
      ...metricSettings(props.metric, periodSeconds),
      ...(topicArn === undefined ? {} : { alarmActions: [topicArn], okActions: [topicArn] }),
    });
  }
}

function metricSettings(metric: Metric | Calculation, period: number) {
  if ('expression' in metric) {
    return { metricQuery: [...queriesOf(metric, period)] };
  }
  const { namespace, name: metricName, dimensions, statistic } = metric;
  const isPercentile = /^p\d/.test(statistic);
  return {
    namespace,
    metricName,
    dimensions: { ...dimensions },
    period,
    ...(isPercentile
      ? // Among few requests one slow request is the p99.
        { extendedStatistic: statistic, evaluateLowSampleCountPercentiles: 'ignore' }
      : { statistic }),
  };
}

function queriesOf(
  { expression, metrics }: Calculation,
  period: number,
): CloudwatchMetricAlarmMetricQuery[] {
  return [
    { id: 'result', expression, label: 'result', returnData: true },
    ...Object.entries(metrics).map(([id, { namespace, name, dimensions, statistic }]) => ({
      id,
      returnData: false,
      metric: {
        namespace,
        metricName: name,
        dimensions: { ...dimensions },
        period,
        stat: statistic,
      },
    })),
  ];
}
