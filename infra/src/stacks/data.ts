import type { Construct } from 'constructs';
import type { Database } from '../constructs/database.ts';
import { DocumentDatabase } from '../constructs/document-database.ts';
import { PostgresDatabase } from '../constructs/postgres-database.ts';
import type { Environment } from '../environments/schema.ts';
import type { NetworkStack } from './network.ts';
import { StockroomStack } from './stockroom-stack.ts';

/** `<environment>-data`: the database, in a stack that a release never touches. */
export class DataStack extends StockroomStack {
  readonly database: Database;

  constructor(scope: Construct, environment: Environment, { vpc }: NetworkStack) {
    super(scope, 'data', environment);
    const DatabaseOfKind = { documentdb: DocumentDatabase, postgres: PostgresDatabase }[
      environment.database.kind
    ];
    this.database = new DatabaseOfKind(this, 'database', {
      name: this.prefix,
      vpcId: vpc.vpcId,
      subnetIds: vpc.dataSubnetIds,
      availabilityZones: environment.network.availabilityZones,
      instanceClass: environment.database.instanceClass,
      instances: environment.database.instances,
      backupRetentionDays: environment.database.backupRetentionDays,
      logRetentionDays: environment.logRetentionDays,
      deletionProtection: environment.deletionProtection,
      restoreFrom: environment.database.restoreFrom,
    });
  }
}
