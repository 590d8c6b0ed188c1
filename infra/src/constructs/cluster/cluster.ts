import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster/index.js';
import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers/index.js';
import { ServiceDiscoveryHttpNamespace } from '@cdktf/provider-aws/lib/service-discovery-http-namespace/index.js';
import { Construct } from 'constructs';
import type { Capacity } from '../../environments/environment.ts';
import { InstanceCapacity } from './instance-capacity.ts';

export interface ClusterProps {
  readonly name: string;
  readonly capacity: Capacity;
  /** Where EC2 instances run. */
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Tags of the stack, which instances do not inherit. */
  readonly tags: Readonly<Record<string, string>>;
}

/** An item of a capacity provider strategy. */
interface CapacityShare {
  readonly capacityProvider: string;
  /** The tasks that it runs first. */
  readonly base: number;
  /** Its share of the tasks beyond every base, relative to the other weights. */
  readonly weight: number;
}

/** The capacity that a service runs on. */
export interface ServiceCapacity {
  readonly launchType: 'FARGATE' | 'EC2';
  readonly shares: readonly CapacityShare[];
}

/** The ECS cluster with its Service Connect namespace, in which services find each other by name. */
export class Cluster extends Construct {
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly namespaceArn: string;
  readonly capacity: ServiceCapacity;

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
    const { capacity } = props;
    const instances =
      capacity.kind === 'ec2'
        ? [new InstanceCapacity(this, 'instances', { ...props, ...capacity }).capacityProvider]
        : [];
    new EcsClusterCapacityProviders(this, 'capacity', {
      clusterName: cluster.name,
      capacityProviders: ['FARGATE', 'FARGATE_SPOT', ...instances],
    });
    this.clusterName = cluster.name;
    this.clusterArn = cluster.arn;
    this.namespaceArn = namespace.arn;
    this.capacity = serviceCapacity(capacity, instances);
  }
}

function serviceCapacity(capacity: Capacity, instances: readonly string[]): ServiceCapacity {
  switch (capacity.kind) {
    case 'fargate':
      return {
        launchType: 'FARGATE',
        shares: [{ capacityProvider: 'FARGATE', base: 0, weight: 1 }],
      };
    case 'fargate-spot':
      return {
        launchType: 'FARGATE',
        shares: [
          { capacityProvider: 'FARGATE', base: capacity.onDemandTasks, weight: 1 },
          { capacityProvider: 'FARGATE_SPOT', base: 0, weight: 4 },
        ],
      };
    case 'ec2':
      return {
        launchType: 'EC2',
        shares: instances.map((capacityProvider) => ({ capacityProvider, base: 0, weight: 1 })),
      };
  }
}
