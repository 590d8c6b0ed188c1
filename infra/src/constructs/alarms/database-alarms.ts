import { Construct } from 'constructs';
import { postgresConnections } from '../database/database.ts';
import { Alarm, type AlarmProps } from './alarm.ts';
import { databaseMetrics } from './metrics.ts';

export interface DatabaseAlarmsProps {
  /** Name of the cluster or instance, and start of the alarms' names: `stockroom-dev`. */
  readonly name: string;
  readonly kind: 'documentdb' | 'postgres';
  readonly instances: number;
  readonly topicArn: string;
}

type AlarmsById = Readonly<Record<string, Omit<AlarmProps, 'name' | 'runbook' | 'topicArn'>>>;

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;
const connectionPercent = 80;

/** The alarms of the database, of either kind. */
export class DatabaseAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { name, kind, instances, topicArn }: DatabaseAlarmsProps,
  ) {
    super(scope, id);
    const ofKind =
      kind === 'documentdb' ? documentDatabase(name, instances) : postgresDatabase(name);
    for (const [kindOfAlarm, alarm] of Object.entries({ ...anyDatabase(name, kind), ...ofKind })) {
      const runbook = `database-${kindOfAlarm}` as AlarmProps['runbook'];
      new Alarm(this, kindOfAlarm, { ...alarm, name: `${name}-${runbook}`, runbook, topicArn });
    }
  }
}

function anyDatabase(name: string, kind: 'documentdb' | 'postgres'): AlarmsById {
  const metric = databaseMetrics(kind, name);
  return {
    cpu: {
      summary: 'The database uses more than 80 % of its CPU',
      metric: metric('CPUUtilization', 'Maximum'),
      above: 80,
      datapoints: [10, 15],
    },
    memory: {
      summary: 'The database has less than 200 MiB of memory left',
      metric: metric('FreeableMemory', 'Minimum'),
      below: 200 * mebibyte,
      datapoints: [10, 15],
    },
  };
}

function documentDatabase(name: string, instances: number): AlarmsById {
  const metric = databaseMetrics('documentdb', name);
  return {
    connections: {
      summary: `More than ${connectionPercent} % of the connections of the database are taken`,
      metric: {
        expression: '100 * taken / most',
        metrics: {
          taken: metric('DatabaseConnectionsMax', 'Maximum'),
          most: metric('DatabaseConnectionsLimit', 'Minimum'),
        },
      },
      above: connectionPercent,
    },
    // The volume grows up to 128 TiB: the alarm is for unexpected growth, not for a full volume.
    storage: {
      summary: 'The data of the database is larger than 100 GiB',
      metric: metric('VolumeBytesUsed', 'Maximum'),
      above: 100 * gibibyte,
      periodSeconds: 3600,
      datapoints: [1, 1],
    },
    ...(instances > 1
      ? {
          'replica-lag': {
            summary: 'A replica of the database is more than a second behind',
            metric: metric('DBClusterReplicaLagMaximum', 'Maximum'),
            above: 1000,
            datapoints: [5, 5],
          },
        }
      : {}),
  };
}

function postgresDatabase(name: string): AlarmsById {
  const metric = databaseMetrics('postgres', name);
  return {
    connections: {
      summary: `More than ${connectionPercent} % of the connections of the database are taken`,
      metric: metric('DatabaseConnections', 'Maximum'),
      above: (postgresConnections * connectionPercent) / 100,
    },
    storage: {
      summary: 'The database has less than 2 GiB of storage left, despite storage autoscaling',
      metric: metric('FreeStorageSpace', 'Minimum'),
      below: 2 * gibibyte,
    },
  };
}
