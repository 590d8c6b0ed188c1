import type { ServiceManifest } from '@stockroom/service/manifest';
import { Construct } from 'constructs';
import { Alarm, type AlarmProps, type Metric } from './alarm.ts';
import {
  serviceConnectMetrics,
  serviceMetrics,
  targetGroupMetrics,
  taskMetrics,
} from './metrics.ts';

export interface ServiceAlarmsProps {
  readonly manifest: ServiceManifest;
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly clusterName: string;
  /** By their ARN suffixes; `undefined` for a service that is not public. */
  readonly target: { readonly loadBalancer: string; readonly targetGroup: string } | undefined;
  /** Milliseconds in which 99 of 100 requests get their response. */
  readonly latencyMilliseconds: number;
  readonly topicArn: string;
}

/** Fewer failing requests do not roll a deployment back, whatever their share is. */
const fewestErrors = 5;
const errorPercent = 1;
/** Autoscaling targets 75: more than this for long means that it cannot keep up. */
const saturatedPercent = 90;

/** The alarms of a service. Those of `deployment` also roll back a release that raises them. */
export class ServiceAlarms extends Construct {
  /** Names of the alarms that roll a deployment back. */
  readonly deployment: readonly string[];

  readonly #props: ServiceAlarmsProps;

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.deployment =
      props.target === undefined ? this.#watchCalls() : this.#watchTargets(props.target);
    this.#watchSaturation();
  }

  /** Watches the tasks as the load balancer sees them. */
  #watchTargets({
    loadBalancer,
    targetGroup,
  }: {
    loadBalancer: string;
    targetGroup: string;
  }): string[] {
    const metric = targetGroupMetrics(loadBalancer, targetGroup);
    const { latencyMilliseconds } = this.#props;
    return [
      this.#watchErrors(metric('HTTPCode_Target_5XX_Count', 'Sum'), metric('RequestCount', 'Sum')),
      this.#add('latency', 'service-latency', {
        summary: `1 of 100 requests takes longer than ${latencyMilliseconds} ms`,
        metric: metric('TargetResponseTime', 'p99'),
        above: latencyMilliseconds / 1000,
      }),
      this.#add('unhealthy', 'unhealthy-tasks', {
        summary: 'a task fails the health checks of the load balancer',
        metric: metric('UnHealthyHostCount', 'Maximum'),
        above: 0,
      }),
    ];
  }

  /** Watches the tasks as Service Connect sees them, whose metrics have no percentiles. */
  #watchCalls(): string[] {
    const { clusterName, manifest, latencyMilliseconds } = this.#props;
    const { minTasks } = manifest.scaling;
    const metric = serviceConnectMetrics(clusterName, manifest.name);
    this.#add('unhealthy', 'unhealthy-tasks', {
      summary: minTasks === 1 ? 'no task runs' : `fewer than ${minTasks} tasks run`,
      metric: taskMetrics(clusterName, manifest.name)('RunningTaskCount', 'Minimum'),
      below: minTasks,
      datapoints: [5, 5],
    });
    return [
      this.#watchErrors(
        metric('HTTPCode_Target_5XX_Count', 'Sum'),
        // Each response is counted by its class; together they are the requests.
        ...[2, 3, 4, 5].map((digit) => metric(`HTTPCode_Target_${digit}XX_Count`, 'Sum')),
      ),
      this.#add('latency', 'service-latency', {
        summary: `requests take longer than ${latencyMilliseconds} ms on average`,
        metric: metric('TargetResponseTime', 'Average'),
        above: latencyMilliseconds,
      }),
    ];
  }

  /** @param requests metrics whose sum is the number of requests */
  #watchErrors(errors: Metric, ...requests: readonly Metric[]): string {
    const counted = Object.fromEntries(
      requests.map((metric, index) => [`requests${index}`, metric]),
    );
    const all = Object.keys(counted)
      .map((series) => `FILL(${series}, 0)`)
      .join(' + ');
    return this.#add('errors', 'service-errors', {
      summary: `more than ${errorPercent} % of the requests fail with 5xx`,
      metric: {
        expression: `IF(FILL(errors, 0) >= ${fewestErrors}, 100 * errors / (${all}), 0)`,
        metrics: { errors, ...counted },
      },
      above: errorPercent,
    });
  }

  #watchSaturation(): void {
    const { clusterName, manifest } = this.#props;
    const metric = serviceMetrics(clusterName, manifest.name);
    for (const [id, name] of [
      ['cpu', 'CPUUtilization'],
      ['memory', 'MemoryUtilization'],
    ] as const) {
      this.#add(id, `service-${id}`, {
        summary: `the tasks use more than ${saturatedPercent} % of their ${id}`,
        metric: metric(name, 'Average'),
        above: saturatedPercent,
        datapoints: [10, 15],
      });
    }
  }

  #add(
    id: string,
    runbook: AlarmProps['runbook'],
    props: Omit<AlarmProps, 'name' | 'runbook' | 'topicArn'>,
  ): string {
    const { prefix, manifest, topicArn } = this.#props;
    return new Alarm(this, id, {
      ...props,
      name: `${prefix}-${manifest.name}-${id}`,
      summary: `${manifest.name}: ${props.summary}`,
      runbook,
      topicArn,
    }).alarmName;
  }
}
