import { CloudwatchCompositeAlarm } from '@cdktf/provider-aws/lib/cloudwatch-composite-alarm/index.js';
import { Construct } from 'constructs';
import { Alarm, firstStep } from './alarm.ts';
import { loadBalancerMetrics } from './metrics.ts';

export interface ErrorBudgetAlarmsProps {
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly loadBalancerArnSuffix: string;
  /** Percent of the requests that must not fail. */
  readonly availabilityPercent: number;
  readonly topicArn: string;
}

const minute = 60;
const hour = 60 * minute;

/**
 * How fast the error budget of 30 days is being spent, as a multiple of just reaching its end. Over
 * the long window it matters, over the short one it still goes on (Google, The Site Reliability
 * Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts").
 */
const burnRates = {
  fast: { rate: 14.4, long: hour, short: 5 * minute, spent: '2 % of the month in an hour' },
  slow: { rate: 6, long: 6 * hour, short: 30 * minute, spent: '5 % of the month in six hours' },
} as const;

/** Tell when users see so many errors, of whatever service, that the objective of the month is at risk. */
export class ErrorBudgetAlarms extends Construct {
  readonly #props: ErrorBudgetAlarmsProps;

  constructor(scope: Construct, id: string, props: ErrorBudgetAlarmsProps) {
    super(scope, id);
    this.#props = props;
    for (const [speed, { rate, long, short, spent }] of Object.entries(burnRates)) {
      const windows = [
        this.#watch(`${speed}_long`, rate, long),
        this.#watch(`${speed}_short`, rate, short),
      ];
      new CloudwatchCompositeAlarm(this, speed, {
        alarmName: `${props.prefix}-error-budget-${speed}`,
        alarmDescription: `The error budget is being spent ${rate} times too fast: ${spent}. ${firstStep('error-budget')}`,
        alarmRule: windows.map(({ alarmName }) => `ALARM("${alarmName}")`).join(' AND '),
        alarmActions: [props.topicArn],
        okActions: [props.topicArn],
      });
    }
  }

  #watch(id: string, rate: number, periodSeconds: number): Alarm {
    const { prefix, loadBalancerArnSuffix, availabilityPercent } = this.#props;
    const metric = loadBalancerMetrics(loadBalancerArnSuffix);
    // More than every request cannot fail.
    const percent = Math.min(rate * (100 - availabilityPercent), 99);
    const above = Number(percent.toFixed(3));
    return new Alarm(this, id, {
      name: `${prefix}-error-budget-${id.replace('_', '-')}`,
      runbook: 'error-budget',
      summary: `More than ${above} % of the requests fail over ${periodSeconds / minute} minutes`,
      metric: {
        expression: '100 * (FILL(of_services, 0) + FILL(of_load_balancer, 0)) / requests',
        metrics: {
          of_services: metric('HTTPCode_Target_5XX_Count', 'Sum'),
          of_load_balancer: metric('HTTPCode_ELB_5XX_Count', 'Sum'),
          requests: metric('RequestCount', 'Sum'),
        },
      },
      above,
      periodSeconds,
      datapoints: [1, 1],
      topicArn: undefined,
    });
  }
}
