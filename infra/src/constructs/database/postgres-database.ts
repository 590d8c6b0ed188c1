import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance/index.js';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group/index.js';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group/index.js';
import { Construct } from 'constructs';
import {
  addDatabaseKey,
  addDatabaseSecurityGroup,
  backupWindow,
  type Database,
  type DatabaseProps,
  databaseName,
  databasePorts,
  finalSnapshot,
  maintenanceWindow,
  masterUsername,
  postgresConnections,
} from './database.ts';

/** GiB at the start, and the most that it grows to. */
const storage = { least: 20, most: 200 } as const;

/**
 * An RDS for PostgreSQL 17 instance, with a standby in another Availability Zone for two instances:
 * TLS only, encrypted with its own key, and with a password that AWS generates and rotates.
 */
export class PostgresDatabase extends Construct implements Database {
  readonly kind = 'postgres';
  readonly host: string;
  /** The standby takes no reads: the same endpoint. */
  readonly readerHost: string;
  readonly secretArn: string;
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    this.securityGroupId = addDatabaseSecurityGroup(this, props).id;
    const subnetGroup = new DbSubnetGroup(this, 'subnets', {
      name: props.name,
      description: `Data tier of ${props.name}`,
      subnetIds: [...props.subnetIds],
    });
    const parameterGroup = new DbParameterGroup(this, 'parameters', {
      name: props.name,
      description: `Parameters of ${props.name}`,
      family: 'postgres17',
      parameter: [
        { name: 'rds.force_ssl', value: '1' },
        {
          name: 'max_connections',
          value: String(postgresConnections),
          // Needs a restart, which the maintenance window brings.
          applyMethod: 'pending-reboot',
        },
        // Statements of 100 ms and more, as DocumentDB's profiler does.
        { name: 'log_min_duration_statement', value: '100' },
      ],
    });
    const log = new CloudwatchLogGroup(this, 'log', {
      name: `/aws/rds/instance/${props.name}/postgresql`,
      retentionInDays: props.logRetentionDays,
    });
    const instance = new DbInstance(this, 'Default', {
      identifier: props.name,
      engine: 'postgres',
      // AWS chooses the minor version.
      engineVersion: '17',
      instanceClass: props.instanceClass,
      multiAz: props.instances > 1,
      port: databasePorts.postgres,
      dbName: databaseName,
      username: masterUsername,
      manageMasterUserPassword: true,
      dbSubnetGroupName: subnetGroup.name,
      parameterGroupName: parameterGroup.name,
      vpcSecurityGroupIds: [this.securityGroupId],
      publiclyAccessible: false,
      caCertIdentifier: 'rds-ca-rsa2048-g1',
      storageType: 'gp3',
      allocatedStorage: storage.least,
      maxAllocatedStorage: storage.most,
      storageEncrypted: true,
      kmsKeyId: addDatabaseKey(this, props.name).arn,
      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow,
      maintenanceWindow,
      copyTagsToSnapshot: true,
      performanceInsightsEnabled: true,
      // What AWS keeps free of charge, in days.
      performanceInsightsRetentionPeriod: 7,
      enabledCloudwatchLogsExports: ['postgresql'],
      deletionProtection: props.deletionProtection,
      ...finalSnapshot(props),
      ...(props.restoreFrom === undefined ? {} : { snapshotIdentifier: props.restoreFrom }),
      // RDS creates a missing log group, and that would never expire.
      dependsOn: [log],
    });
    this.host = instance.address;
    this.readerHost = instance.address;
    this.secretArn = instance.masterUserSecret.get(0).secretArn;
  }
}
