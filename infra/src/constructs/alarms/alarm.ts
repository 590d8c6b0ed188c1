import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmMetricQuery,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { Construct } from 'constructs';

/**
 * What goes wrong, and what to do first. Each has its runbook, `docs/operations/<name>.md`; a test
 * holds the two together.
 */
export const runbooks = {
  'service-errors':
    'Look whether a release was just deployed: it is rolled back by itself. Otherwise read the errors in the log of the service.',
  'service-latency':
    'Compare the latency of the database and of the called services on the dashboard, and look whether the service is at its most tasks.',
  'unhealthy-tasks':
    'Read the events of the service (aws ecs describe-services) and the reasons of its stopped tasks (aws ecs describe-tasks).',
  'service-cpu':
    'Look whether the service is at its most tasks; if so, raise scaling.maxTasks in its manifest.',
  'service-memory':
    'Look whether memory grows without traffic, which is a leak: a new deployment buys time. Otherwise raise memory in its manifest.',
  'error-budget':
    'Find on the dashboard which service answers with errors, and deploy the release before: TF_VAR_release=<commit> npx cdktf deploy <env>-services --ignore-missing-stack-dependencies.',
  'load-balancer-errors':
    'Look whether the public service has healthy targets; the load balancer answers for it when it has none or is too slow.',
  'nat-ports':
    'Find the service that opens many connections to one address in the flow log, and make it reuse them.',
  'database-cpu':
    'Find the slowest operations in the log of the database, and add the index that they miss.',
  'database-memory':
    'Look whether connections or the working set grew; the next larger instance class gives more memory.',
  'database-connections':
    'Look which service has more tasks than usual; its pool times its tasks must stay below the limit.',
  'database-replica-lag':
    'Look for a burst of writes or a long read on the replica; reads from it are stale meanwhile.',
  'database-storage':
    'Look what grew on the dashboard, and whether it should: movements are kept for ever, expired keys are not.',
  budget: 'Open Cost Explorer by service for the tag environment, and look what is new.',
} as const;

export type Runbook = keyof typeof runbooks;

/** Where the runbooks are, from the root of the repository. */
export const runbookFolder = 'docs/operations';

/** What to do first about an alarm, and where to read on. */
export function firstStep(runbook: Runbook): string {
  return `${runbooks[runbook]} Runbook: ${runbookFolder}/${runbook}.md`;
}

/** A series of numbers in CloudWatch. */
export interface Metric {
  /** `AWS/ECS` */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Average`, `Sum`, `Maximum`, `p99` */
  readonly statistic: string;
}

/** A number made of several series: `{ expression: '100 * errors / requests', metrics: { errors, requests } }` */
export interface Calculation {
  readonly expression: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

export interface AlarmProps {
  /** Name in CloudWatch: `stockroom-dev-gateway-errors`. */
  readonly name: string;
  readonly runbook: Runbook;
  /** What has happened, as a sentence: `gateway: more than 1 % of the requests fail`. */
  readonly what: string;
  readonly of: Metric | Calculation;
  /** The largest value that is well; or with `below` the least. */
  readonly above?: number;
  readonly below?: number;
  /** Seconds over which a value is taken; 60 unless told. */
  readonly periodSeconds?: number;
  /** So many of so many values must be wrong; 2 of 3 unless told, so that one bad minute wakes nobody. */
  readonly datapoints?: readonly [wrong: number, of: number];
  /** Who is told that it starts and that it ends; nobody for a part of another alarm. */
  readonly topicArn: string | undefined;
}

/** Values that are missing are well: a service without traffic does not fail. */
export class Alarm extends CloudwatchMetricAlarm {
  constructor(scope: Construct, id: string, props: AlarmProps) {
    const { above, below, periodSeconds = 60, datapoints = [2, 3], topicArn } = props;
    if ((above === undefined) === (below === undefined)) {
      throw new Error(`The alarm ${props.name} needs either above or below`);
    }
    super(scope, id, {
      alarmName: props.name,
      alarmDescription: `${props.what}. ${firstStep(props.runbook)}`,
      comparisonOperator: above === undefined ? 'LessThanThreshold' : 'GreaterThanThreshold',
      threshold: above ?? below ?? 0,
      datapointsToAlarm: datapoints[0],
      evaluationPeriods: datapoints[1],
      treatMissingData: 'notBreaching',
      ...measured(props.of, periodSeconds),
      ...(topicArn === undefined ? {} : { alarmActions: [topicArn], okActions: [topicArn] }),
    });
  }
}

function measured(of: Metric | Calculation, period: number) {
  if ('expression' in of) {
    return { metricQuery: [...queriesOf(of, period)] };
  }
  const { namespace, name: metricName, dimensions, statistic } = of;
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
