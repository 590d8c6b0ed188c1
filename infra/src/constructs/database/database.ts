import { createHash } from 'node:crypto';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { projectId } from '@stockroom/service/manifest';
import type { Construct } from 'constructs';

export interface DatabaseProps {
  /** Name of the cluster or instance: `stockroom-dev`. */
  readonly name: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** At least as many as instances. */
  readonly availabilityZones: readonly string[];
  readonly instanceClass: string;
  readonly instances: number;
  readonly backupRetentionDays: number;
  readonly logRetentionDays: number;
  /** Also makes a final snapshot when it is destroyed. */
  readonly deletionProtection: boolean;
  /** The snapshot that it is made from, its name or ARN; `undefined` makes an empty one. */
  readonly restoreFrom: string | undefined;
}

/** What a service has to know of a database of either kind. */
export interface Database {
  readonly kind: 'documentdb' | 'postgres';
  /** Endpoint that takes writes. */
  readonly host: string;
  /** Endpoint for reads that may be stale. */
  readonly readerHost: string;
  /** Managed by AWS, which rotates it: a JSON object with `username` and `password`. */
  readonly secretArn: string;
  /** Without rules, until services that use the database add theirs. */
  readonly securityGroupId: string;
}

/** The port of each kind of database. */
export const databasePorts = { documentdb: 27017, postgres: 5432 } as const;

/** Most connections of a PostgreSQL instance, whose default depends on its memory. */
export const postgresConnections = 200;

export const databaseName = projectId;
export const masterUsername = 'stockroom';

/** In UTC, when traffic is lowest; the backup is before the maintenance. */
export const backupWindow = '03:00-04:00';
export const maintenanceWindow = 'sun:04:30-sun:05:30';

/** Adds the key that encrypts one database only. */
export function addDatabaseKey(scope: Construct, name: string): KmsKey {
  const key = new KmsKey(scope, 'key', {
    description: `Database ${name}`,
    enableKeyRotation: true,
    // The maximum of KMS: without the key, backups cannot be read.
    deletionWindowInDays: 30,
  });
  new KmsAlias(scope, 'key_alias', { name: `alias/${name}-database`, targetKeyId: key.keyId });
  return key;
}

/** Adds the security group of a database, without ingress and egress rules. */
export function addDatabaseSecurityGroup(scope: Construct, props: DatabaseProps): SecurityGroup {
  return new SecurityGroup(scope, 'security_group', {
    name: `${props.name}-database`,
    description: 'Database: from the services that ask for it',
    vpcId: props.vpcId,
  });
}

/** Settings of the final snapshot: a protected database makes one when it is destroyed. */
export function finalSnapshot({ name, deletionProtection, restoreFrom }: DatabaseProps) {
  if (!deletionProtection) return { skipFinalSnapshot: true };
  return {
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: finalSnapshotName(name, restoreFrom),
  };
}

/**
 * `stockroom-prod-final`. A database that was restored from a snapshot gets a suffix, because the
 * database that it replaced has taken that name for its final snapshot.
 */
function finalSnapshotName(name: string, restoreFrom: string | undefined): string {
  const first = `${name}-final`;
  if (restoreFrom === undefined) return first;
  return `${first}-${createHash('sha256').update(restoreFrom).digest('hex').slice(0, 8)}`;
}
