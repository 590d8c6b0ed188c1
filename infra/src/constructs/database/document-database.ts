import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { DocdbCluster } from '@cdktf/provider-aws/lib/docdb-cluster/index.js';
import { DocdbClusterInstance } from '@cdktf/provider-aws/lib/docdb-cluster-instance/index.js';
import { DocdbClusterParameterGroup } from '@cdktf/provider-aws/lib/docdb-cluster-parameter-group/index.js';
import { DocdbSubnetGroup } from '@cdktf/provider-aws/lib/docdb-subnet-group/index.js';
import { Construct } from 'constructs';
import {
  addDatabaseKey,
  addDatabaseSecurityGroup,
  backupWindow,
  type Database,
  type DatabaseProps,
  databasePorts,
  finalSnapshot,
  maintenanceWindow,
  masterUsername,
} from './database.ts';

/**
 * An Amazon DocumentDB 5.0 cluster: instances in different Availability Zones, TLS only, encrypted
 * with its own key, audited, and with a password that AWS generates and rotates.
 */
export class DocumentDatabase extends Construct implements Database {
  readonly kind = 'documentdb';
  readonly host: string;
  readonly readerHost: string;
  readonly secretArn: string;
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    this.securityGroupId = addDatabaseSecurityGroup(this, props).id;
    const subnetGroup = new DocdbSubnetGroup(this, 'subnets', {
      name: props.name,
      description: `Data tier of ${props.name}`,
      subnetIds: [...props.subnetIds],
    });
    const parameterGroup = new DocdbClusterParameterGroup(this, 'parameters', {
      name: props.name,
      description: `Parameters of ${props.name}`,
      family: 'docdb5.0',
      parameter: [
        { name: 'tls', value: 'enabled' },
        { name: 'audit_logs', value: 'enabled' },
        // Operations of 100 ms and more, which is its default.
        { name: 'profiler', value: 'enabled' },
      ],
    });
    const logGroups = ['audit', 'profiler'].map(
      (log) =>
        new CloudwatchLogGroup(this, `${log}_log`, {
          name: `/aws/docdb/${props.name}/${log}`,
          retentionInDays: props.logRetentionDays,
        }),
    );
    const cluster = new DocdbCluster(this, 'Default', {
      clusterIdentifier: props.name,
      engine: 'docdb',
      engineVersion: '5.0.0',
      port: databasePorts.documentdb,
      masterUsername,
      manageMasterUserPassword: true,
      dbSubnetGroupName: subnetGroup.name,
      dbClusterParameterGroupName: parameterGroup.name,
      vpcSecurityGroupIds: [this.securityGroupId],
      storageEncrypted: true,
      kmsKeyId: addDatabaseKey(this, props.name).arn,
      backupRetentionPeriod: props.backupRetentionDays,
      preferredBackupWindow: backupWindow,
      preferredMaintenanceWindow: maintenanceWindow,
      enabledCloudwatchLogsExports: ['audit', 'profiler'],
      deletionProtection: props.deletionProtection,
      ...finalSnapshot(props),
      ...(props.restoreFrom === undefined ? {} : { snapshotIdentifier: props.restoreFrom }),
      // DocumentDB creates missing log groups, and those would never expire.
      dependsOn: logGroups,
    });
    props.availabilityZones.slice(0, props.instances).forEach((availabilityZone, index) => {
      new DocdbClusterInstance(this, `instance_${index + 1}`, {
        clusterIdentifier: cluster.id,
        identifier: `${props.name}-${index + 1}`,
        instanceClass: props.instanceClass,
        availabilityZone,
        caCertIdentifier: 'rds-ca-rsa2048-g1',
        promotionTier: index,
      });
    });
    this.host = cluster.endpoint;
    this.readerHost = cluster.readerEndpoint;
    this.secretArn = cluster.masterUserSecret.get(0).secretArn;
  }
}
