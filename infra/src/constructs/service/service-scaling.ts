import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy/index.js';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target/index.js';
import type { ServiceManifest } from '@stockroom/service/manifest';
import { Construct } from 'constructs';

export interface ServiceScalingProps {
  readonly clusterName: string;
  readonly serviceName: string;
  readonly scaling: ServiceManifest['scaling'];
  /** `<load balancer>/<target group>` by their ARN suffixes; public services only. */
  readonly requestsLabel: string | undefined;
}

/** Seconds: scale out fast, scale in only after a longer time of low load. */
const cooldown = { scaleOutCooldown: 60, scaleInCooldown: 300 } as const;

/** Target tracking between minTasks and maxTasks, by CPU, memory and requests. */
export class ServiceScaling extends Construct {
  readonly #target: AppautoscalingTarget;
  readonly #name: string;

  constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    super(scope, id);
    const { scaling } = props;
    this.#name = props.serviceName;
    this.#target = new AppautoscalingTarget(this, 'Default', {
      serviceNamespace: 'ecs',
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId: `service/${props.clusterName}/${props.serviceName}`,
      minCapacity: scaling.minTasks,
      maxCapacity: scaling.maxTasks,
    });
    this.#track('cpu', scaling.cpuPercent, 'ECSServiceAverageCPUUtilization');
    this.#track('memory', scaling.memoryPercent, 'ECSServiceAverageMemoryUtilization');
    if (props.requestsLabel !== undefined) {
      this.#track(
        'requests',
        scaling.requestsPerTask,
        'ALBRequestCountPerTarget',
        props.requestsLabel,
      );
    }
  }

  #track(id: string, targetValue: number, metric: string, resourceLabel?: string): void {
    new AppautoscalingPolicy(this, id, {
      name: `${this.#name}-${id}`,
      policyType: 'TargetTrackingScaling',
      serviceNamespace: this.#target.serviceNamespace,
      scalableDimension: this.#target.scalableDimension,
      resourceId: this.#target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        predefinedMetricSpecification: {
          predefinedMetricType: metric,
          ...(resourceLabel === undefined ? {} : { resourceLabel }),
        },
        ...cooldown,
      },
    });
  }
}
