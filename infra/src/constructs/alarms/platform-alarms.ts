import { Construct } from 'constructs';
import { Alarm } from './alarm.ts';
import { loadBalancerMetrics, natGatewayMetrics } from './metrics.ts';

export interface PlatformAlarmsProps {
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly loadBalancerArnSuffix: string;
  /** By the letter of the Availability Zone. */
  readonly natGatewayIds: Readonly<Record<string, string>>;
  readonly topicArn: string;
}

/** Responses a minute that the load balancer may generate itself before the alarm. */
const loadBalancerErrors = 5;

/** The alarms of what all services share: the load balancer and the NAT gateways. */
export class PlatformAlarms extends Construct {
  constructor(scope: Construct, id: string, props: PlatformAlarmsProps) {
    super(scope, id);
    const { prefix, topicArn } = props;
    new Alarm(this, 'load_balancer_errors', {
      name: `${prefix}-load-balancer-errors`,
      runbook: 'load-balancer-errors',
      summary: `The load balancer responds to more than ${loadBalancerErrors} requests a minute with its own errors`,
      metric: loadBalancerMetrics(props.loadBalancerArnSuffix)('HTTPCode_ELB_5XX_Count', 'Sum'),
      above: loadBalancerErrors,
      topicArn,
    });
    for (const [zone, natGatewayId] of Object.entries(props.natGatewayIds)) {
      new Alarm(this, `nat_${zone}_ports`, {
        name: `${prefix}-nat-${zone}-ports`,
        runbook: 'nat-ports',
        summary: `The NAT gateway of zone ${zone} has no port left for new connections`,
        metric: natGatewayMetrics(natGatewayId)('ErrorPortAllocation', 'Sum'),
        above: 0,
        topicArn,
      });
    }
  }
}
