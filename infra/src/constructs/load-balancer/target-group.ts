import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule/index.js';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group/index.js';
import type { ServiceManifest } from '@stockroom/service/manifest';
import { Construct } from 'constructs';
import {
  deregistrationSeconds,
  healthCheckIntervalSeconds,
  healthCheckTimeoutSeconds,
} from '../../timings.ts';

export interface TargetGroupProps {
  /** At most 32 characters. */
  readonly name: string;
  readonly vpcId: string;
  readonly manifest: ServiceManifest;
  /** The listener that forwards all requests to this target group. */
  readonly listenerArn: string;
}

/** Health checks that must succeed, or fail, in a row: a task is added or removed within 20 s. */
const healthCheckThreshold = 2;

/**
 * The tasks of a public service as the load balancer sees them: by address, and only while their
 * health path responds with 200.
 */
export class TargetGroup extends Construct {
  readonly arn: string;
  /** The ARN suffix that CloudWatch and autoscaling use. */
  readonly arnSuffix: string;
  /** Must exist before ECS can register tasks. */
  readonly listenerRule: LbListenerRule;

  constructor(
    scope: Construct,
    id: string,
    { name, vpcId, manifest, listenerArn }: TargetGroupProps,
  ) {
    super(scope, id);
    const targetGroup = new LbTargetGroup(this, 'Default', {
      name,
      vpcId,
      targetType: 'ip',
      port: manifest.port,
      protocol: 'HTTP',
      deregistrationDelay: String(deregistrationSeconds),
      healthCheck: {
        path: manifest.healthPath,
        protocol: 'HTTP',
        port: 'traffic-port',
        matcher: '200',
        interval: healthCheckIntervalSeconds,
        timeout: healthCheckTimeoutSeconds,
        healthyThreshold: healthCheckThreshold,
        unhealthyThreshold: healthCheckThreshold,
      },
    });
    this.listenerRule = new LbListenerRule(this, 'listener_rule', {
      listenerArn,
      priority: 100,
      condition: [{ pathPattern: { values: ['/*'] } }],
      action: [{ type: 'forward', targetGroupArn: targetGroup.arn }],
    });
    this.arn = targetGroup.arn;
    this.arnSuffix = targetGroup.arnSuffix;
  }
}
