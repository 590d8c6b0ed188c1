import type { Metric } from './alarm.ts';

type Dimensions = Readonly<Record<string, string>>;
type Series = (name: string, statistic: string) => Metric;

/** The series of a load balancer as a whole: `LoadBalancer` metrics of `AWS/ApplicationELB`. */
export function loadBalancerMetrics(arnSuffix: string): Series {
  return seriesOf('AWS/ApplicationELB', { LoadBalancer: arnSuffix });
}

/** The series of one target group behind a load balancer. */
export function targetGroupMetrics(loadBalancer: string, targetGroup: string): Series {
  return seriesOf('AWS/ApplicationELB', { TargetGroup: targetGroup, LoadBalancer: loadBalancer });
}

/** CPU and memory of an ECS service. */
export function serviceMetrics(clusterName: string, serviceName: string): Series {
  return seriesOf('AWS/ECS', { ClusterName: clusterName, ServiceName: serviceName });
}

/** What the Service Connect proxies in front of a service's tasks saw (ECS developer guide, CloudWatch metrics). */
export function serviceConnectMetrics(clusterName: string, serviceName: string): Series {
  return seriesOf('AWS/ECS', {
    ClusterName: clusterName,
    ServiceName: serviceName,
    TargetDiscoveryName: serviceName,
  });
}

/** Counts of tasks, from Container Insights. */
export function taskMetrics(clusterName: string, serviceName: string): Series {
  return seriesOf('ECS/ContainerInsights', { ClusterName: clusterName, ServiceName: serviceName });
}

export function natGatewayMetrics(natGatewayId: string): Series {
  return seriesOf('AWS/NATGateway', { NatGatewayId: natGatewayId });
}

/** The series of a database: of a DocumentDB cluster, or of an RDS instance. */
export function databaseMetrics(kind: 'documentdb' | 'postgres', name: string): Series {
  return kind === 'documentdb'
    ? seriesOf('AWS/DocDB', { DBClusterIdentifier: name })
    : seriesOf('AWS/RDS', { DBInstanceIdentifier: name });
}

function seriesOf(namespace: string, dimensions: Dimensions): Series {
  return (name, statistic) => ({ namespace, name, dimensions, statistic });
}
