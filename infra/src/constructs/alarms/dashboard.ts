import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import type { Construct } from 'constructs';
import type { Metric } from './alarm.ts';
import {
  databaseMetrics,
  loadBalancerMetrics,
  natGatewayMetrics,
  serviceConnectMetrics,
  serviceMetrics,
  taskMetrics,
} from './metrics.ts';

export interface DashboardProps {
  readonly name: string;
  readonly region: string;
  readonly services: readonly { readonly name: string; readonly description: string }[];
  readonly clusterName: string;
  readonly loadBalancerArnSuffix: string;
  /** By the letter of the Availability Zone. */
  readonly natGatewayIds: Readonly<Record<string, string>>;
  readonly database: { readonly kind: 'documentdb' | 'postgres'; readonly name: string };
}

/** A row of graphs under a heading. */
interface Row {
  readonly heading: string;
  readonly graphs: Readonly<Record<string, readonly Metric[]>>;
}

/** Columns of a dashboard, and the heights of a heading and a graph (CloudWatch, dashboard body). */
const grid = { columns: 24, heading: 1, graph: 6 } as const;

/** The dashboard of an environment: traffic, errors, latency and saturation, from the edge to the database. */
export class Dashboard extends CloudwatchDashboard {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    const rows = [edge(props), ...props.services.map((service) => of(service, props)), data(props)];
    super(scope, id, {
      dashboardName: props.name,
      dashboardBody: JSON.stringify({ widgets: widgets(rows, props.region) }),
    });
  }
}

function edge({ loadBalancerArnSuffix, natGatewayIds }: DashboardProps): Row {
  const metric = loadBalancerMetrics(loadBalancerArnSuffix);
  return {
    heading: 'What users see',
    graphs: {
      Requests: [metric('RequestCount', 'Sum')],
      Errors: [
        metric('HTTPCode_Target_5XX_Count', 'Sum'),
        metric('HTTPCode_ELB_5XX_Count', 'Sum'),
        metric('HTTPCode_Target_4XX_Count', 'Sum'),
      ],
      'Latency (s)': [metric('TargetResponseTime', 'p50'), metric('TargetResponseTime', 'p99')],
      Connections: [
        metric('ActiveConnectionCount', 'Sum'),
        ...Object.values(natGatewayIds).map((natGatewayId) =>
          natGatewayMetrics(natGatewayId)('ActiveConnectionCount', 'Maximum'),
        ),
      ],
    },
  };
}

function of(service: DashboardProps['services'][number], { clusterName }: DashboardProps): Row {
  const connect = serviceConnectMetrics(clusterName, service.name);
  const metric = serviceMetrics(clusterName, service.name);
  const tasks = taskMetrics(clusterName, service.name);
  return {
    heading: `${service.name}: ${service.description}`,
    graphs: {
      'Responses to other services': [
        connect('HTTPCode_Target_2XX_Count', 'Sum'),
        connect('HTTPCode_Target_5XX_Count', 'Sum'),
      ],
      'Latency (ms)': [connect('TargetResponseTime', 'Average')],
      'Saturation (%)': [
        metric('CPUUtilization', 'Average'),
        metric('MemoryUtilization', 'Average'),
      ],
      Tasks: [tasks('DesiredTaskCount', 'Maximum'), tasks('RunningTaskCount', 'Minimum')],
    },
  };
}

function data({ database }: DashboardProps): Row {
  const metric = databaseMetrics(database.kind, database.name);
  const isDocumentDb = database.kind === 'documentdb';
  return {
    heading: 'Database',
    graphs: {
      Operations: isDocumentDb
        ? ['Insert', 'Query', 'Update', 'Delete'].map((each) => metric(`Opcounters${each}`, 'Sum'))
        : [metric('ReadIOPS', 'Average'), metric('WriteIOPS', 'Average')],
      Connections: [metric('DatabaseConnections', 'Maximum')],
      'Latency (s)': [metric('ReadLatency', 'Average'), metric('WriteLatency', 'Average')],
      'CPU (%)': [metric('CPUUtilization', 'Maximum')],
    },
  };
}

function widgets(rows: readonly Row[], region: string): object[] {
  return rows.flatMap(({ heading, graphs }, row) => {
    const y = row * (grid.heading + grid.graph);
    const width = grid.columns / Object.keys(graphs).length;
    return [
      {
        type: 'text',
        x: 0,
        y,
        width: grid.columns,
        height: grid.heading,
        properties: { markdown: `## ${heading}` },
      },
      ...Object.entries(graphs).map(([title, metrics], column) => ({
        type: 'metric',
        x: column * width,
        y: y + grid.heading,
        width,
        height: grid.graph,
        properties: {
          title,
          region,
          view: 'timeSeries',
          period: 60,
          metrics: metrics.map(({ namespace, name, dimensions, statistic }) => [
            namespace,
            name,
            ...Object.entries(dimensions).flat(),
            { stat: statistic },
          ]),
        },
      })),
    ];
  });
}
