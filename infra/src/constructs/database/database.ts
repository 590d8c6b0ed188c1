import { createHash } from 'node:crypto';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import type { Construct } from 'constructs';

export interface DatabaseProps {
  /** Name of the cluster or instance: `stockroom-dev`. */
  readonly name: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** As many as instances are wanted, or more. */
  readonly availabilityZones: readonly string[];
  readonly instanceClass: string;
  readonly instances: number;
  readonly backupRetentionDays: number;
  readonly logRetentionDays: number;
  /** Also makes a last snapshot when it is destroyed after all. */
  readonly deletionProtection: boolean;
  /** The snapshot that it is made from, its name or ARN; `undefined` makes an empty one. */
  readonly restoreFrom: string | undefined;
}

/** What a service has to know of a database, whichever it is. */
export interface Database {
  readonly kind: 'documentdb' | 'postgres';
  /** Endpoint that takes writes. */
  readonly host: string;
  /** Endpoint for reads that may be stale. */
  readonly readerHost: string;
  /** Managed by AWS, which rotates it: a JSON object with `username` and `password`. */
  readonly secretArn: string;
  /** Lets nobody in until a service asks for the database. */
  readonly securityGroupId: string;
}

/** The one port that each kind of database listens on. */
export const databasePorts = { documentdb: 27017, postgres: 5432 } as const;

/** Connections that a PostgreSQL takes: its own default depends on the memory of the instance. */
export const postgresConnections = 200;

export const databaseName = 'stockroom';
export const masterUsername = 'stockroom';

/** Hours in UTC with the least to disturb, the backup before the maintenance. */
export const backupWindow = '03:00-04:00';
export const maintenanceWindow = 'sun:04:30-sun:05:30';

/** The key that encrypts a database and nothing else. */
export function addDatabaseKey(scope: Construct, name: string): KmsKey {
  const key = new KmsKey(scope, 'key', {
    description: `Database ${name}`,
    enableKeyRotation: true,
    // The most that KMS offers: without the key no backup can be read any more.
    deletionWindowInDays: 30,
  });
  new KmsAlias(scope, 'key_alias', { name: `alias/${name}-database`, targetKeyId: key.keyId });
  return key;
}

/** The security group of a database: closed, and with no way out. */
export function addDatabaseSecurityGroup(scope: Construct, props: DatabaseProps): SecurityGroup {
  return new SecurityGroup(scope, 'security_group', {
    name: `${props.name}-database`,
    description: 'Database: from the services that ask for it',
    vpcId: props.vpcId,
  });
}

/** What is left of a database when it is destroyed: a snapshot where it is protected, else nothing. */
export function finalSnapshot({ name, deletionProtection, restoreFrom }: DatabaseProps) {
  if (!deletionProtection) return { skipFinalSnapshot: true };
  return {
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: finalSnapshotName(name, restoreFrom),
  };
}

/**
 * `stockroom-prod-final`, and for a database that was made from a snapshot a name of its own: the
 * one that it took the place of has left its last snapshot under the name before.
 */
function finalSnapshotName(name: string, restoreFrom: string | undefined): string {
  const first = `${name}-final`;
  if (restoreFrom === undefined) return first;
  return `${first}-${createHash('sha256').update(restoreFrom).digest('hex').slice(0, 8)}`;
}
