import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule/index.js';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group/index.js';
import type { ServiceManifest } from '@stockroom/service/manifest';
import { Construct } from 'constructs';

export interface TargetGroupProps {
  /** At most 32 characters. */
  readonly name: string;
  readonly vpcId: string;
  readonly manifest: ServiceManifest;
  /** The listener that sends everything here. */
  readonly listenerArn: string;
}

/** Requests in flight get this long; the 300 s that AWS gives only make a deployment slow. */
export const deregistrationSeconds = 30;

/**
 * The tasks of a public service as the load balancer sees them: by address, and only while their
 * health path answers. A new task serves 20 s after it answers, a dead one is left after 20 s.
 */
export class TargetGroup extends Construct {
  readonly arn: string;
  /** Last part of the ARN, by which CloudWatch and autoscaling know it. */
  readonly arnSuffix: string;
  /** What has to be there before ECS can register tasks. */
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
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
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
