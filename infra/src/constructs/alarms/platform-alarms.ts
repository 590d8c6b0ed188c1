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

/** Requests a minute that the load balancer may answer itself before somebody is told. */
const loadBalancerErrors = 5;

/** The alarms of what all services stand on: the load balancer, and the way out. */
export class PlatformAlarms extends Construct {
  constructor(scope: Construct, id: string, props: PlatformAlarmsProps) {
    super(scope, id);
    const { prefix, topicArn } = props;
    new Alarm(this, 'load_balancer_errors', {
      name: `${prefix}-load-balancer-errors`,
      runbook: 'load-balancer-errors',
      what: `The load balancer answers more than ${loadBalancerErrors} requests a minute with an error of its own`,
      of: loadBalancerMetrics(props.loadBalancerArnSuffix)('HTTPCode_ELB_5XX_Count', 'Sum'),
      above: loadBalancerErrors,
      topicArn,
    });
    for (const [zone, natGatewayId] of Object.entries(props.natGatewayIds)) {
      new Alarm(this, `nat_${zone}_ports`, {
        name: `${prefix}-nat-${zone}-ports`,
        runbook: 'nat-ports',
        what: `The NAT gateway of zone ${zone} has no port left for new connections`,
        of: natGatewayMetrics(natGatewayId)('ErrorPortAllocation', 'Sum'),
        above: 0,
        topicArn,
      });
    }
  }
}
