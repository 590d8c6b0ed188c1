import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster/index.js';
import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers/index.js';
import { ServiceDiscoveryHttpNamespace } from '@cdktf/provider-aws/lib/service-discovery-http-namespace/index.js';
import { Construct } from 'constructs';

export interface ClusterProps {
  readonly name: string;
}

/** One share of a service's tasks. */
export interface CapacityShare {
  readonly capacityProvider: string;
  /** This many tasks come first. */
  readonly base: number;
  /** Of the tasks beyond every base, the share that is this of the sum of weights. */
  readonly weight: number;
}

/** How an environment's one word for capacity becomes a capacity provider strategy. */
export const capacityStrategies: Readonly<
  Record<'fargate' | 'fargate-spot', readonly CapacityShare[]>
> = {
  fargate: [{ capacityProvider: 'FARGATE', base: 0, weight: 1 }],
  // Two tasks stay when AWS takes every Spot task back at once.
  'fargate-spot': [
    { capacityProvider: 'FARGATE', base: 2, weight: 1 },
    { capacityProvider: 'FARGATE_SPOT', base: 0, weight: 4 },
  ],
};

/** The ECS cluster with its Service Connect namespace, in which services find each other by name. */
export class Cluster extends Construct {
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly namespaceArn: string;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const namespace = new ServiceDiscoveryHttpNamespace(this, 'namespace', {
      name: props.name,
      description: `Service Connect of ${props.name}`,
    });
    const cluster = new EcsCluster(this, 'Default', {
      name: props.name,
      setting: [{ name: 'containerInsights', value: 'enhanced' }],
      serviceConnectDefaults: { namespace: namespace.arn },
    });
    new EcsClusterCapacityProviders(this, 'capacity', {
      clusterName: cluster.name,
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    });
    this.clusterName = cluster.name;
    this.clusterArn = cluster.arn;
    this.namespaceArn = namespace.arn;
  }
}
