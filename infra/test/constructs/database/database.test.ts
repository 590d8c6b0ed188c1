import { describe, expect, it } from 'vitest';
import { local } from '../../../src/environments/local.ts';
import { prod } from '../../../src/environments/prod.ts';
import { named, reference, synthesize } from '../../synthesis.ts';

const dataStack = named(synthesize(), 'local-data');
const postgresStack = named(
  synthesize({ database: { ...local.database, kind: 'postgres' } }),
  'local-data',
);
const prodStack = named(synthesize(prod), 'prod-data');

describe('the DocumentDB database', () => {
  it('is a cluster of version 5.0, encrypted with its own key', () => {
    expect(dataStack.resource('aws_docdb_cluster.database')).toMatchObject({
      engine: 'docdb',
      engine_version: '5.0.0',
      storage_encrypted: true,
      kms_key_id: reference('aws_kms_key.database_key.arn'),
    });
    expect(dataStack.resource('aws_kms_key.database_key')).toMatchObject({
      enable_key_rotation: true,
    });
  });

  it('has its instances in different Availability Zones', () => {
    const zones = Object.values(dataStack.resources('aws_docdb_cluster_instance')).map(
      ({ availability_zone }) => availability_zone,
    );
    expect(zones).toEqual(['us-east-1a', 'us-east-1b']);
  });

  it('requires TLS, and writes an audit log that expires', () => {
    expect(
      dataStack.resource('aws_docdb_cluster_parameter_group.database_parameters').parameter,
    ).toEqual([
      { name: 'tls', value: 'enabled' },
      { name: 'audit_logs', value: 'enabled' },
      { name: 'profiler', value: 'enabled' },
    ]);
    expect(dataStack.resource('aws_docdb_cluster.database')).toMatchObject({
      enabled_cloudwatch_logs_exports: ['audit', 'profiler'],
    });
    expect(dataStack.resource('aws_cloudwatch_log_group.database_audit_log')).toMatchObject({
      name: '/aws/docdb/stockroom-local/audit',
      retention_in_days: 1,
    });
  });

  it('has a password that AWS makes, and that stands nowhere', () => {
    const cluster = dataStack.resource('aws_docdb_cluster.database');
    expect(cluster.manage_master_user_password).toBe(true);
    expect(cluster).not.toHaveProperty('master_password');
  });

  it('is in the data tier', () => {
    expect(dataStack.resource('aws_docdb_subnet_group.database_subnets').subnet_ids).toEqual([
      expect.stringContaining('data_a'),
      expect.stringContaining('data_b'),
    ]);
  });

  it('is protected in production, and leaves a snapshot when it is destroyed after all', () => {
    expect(prodStack.resource('aws_docdb_cluster.database')).toMatchObject({
      deletion_protection: true,
      skip_final_snapshot: false,
      final_snapshot_identifier: 'stockroom-prod-final',
      backup_retention_period: 30,
    });
  });
});

describe('the PostgreSQL database', () => {
  it('is the other word for the same thing: encrypted, over two zones, TLS only, managed password', () => {
    expect(postgresStack.resource('aws_db_instance.database')).toMatchObject({
      engine: 'postgres',
      multi_az: true,
      storage_encrypted: true,
      kms_key_id: reference('aws_kms_key.database_key.arn'),
      manage_master_user_password: true,
      publicly_accessible: false,
      port: 5432,
    });
    expect(postgresStack.resource('aws_db_parameter_group.database_parameters').parameter).toEqual([
      { name: 'rds.force_ssl', value: '1' },
      { name: 'max_connections', value: '200', apply_method: 'pending-reboot' },
      { name: 'log_min_duration_statement', value: '100' },
    ]);
  });
});

describe('a database that is restored', () => {
  const snapshot = 'stockroom-prod-before-the-mistake';
  const restored = (kind: 'documentdb' | 'postgres', restoreFrom: string) =>
    named(
      synthesize({ ...prod, database: { ...prod.database, kind, instances: 2, restoreFrom } }),
      'prod-data',
    ).resource(kind === 'documentdb' ? 'aws_docdb_cluster.database' : 'aws_db_instance.database');

  it.each(['documentdb', 'postgres'] as const)('is made from a snapshot: %s', (kind) => {
    expect(restored(kind, snapshot)).toMatchObject({
      snapshot_identifier: snapshot,
      manage_master_user_password: true,
      final_snapshot_identifier: expect.stringMatching(/^stockroom-prod-final-[0-9a-f]{8}$/),
    });
  });

  it('makes a separate final snapshot for each snapshot that it was restored from', () => {
    const names = ['stockroom-prod-good', 'stockroom-prod-final', 'stockroom-prod-better'].map(
      (from) => restored('documentdb', from).final_snapshot_identifier,
    );
    expect(new Set([...names, 'stockroom-prod-final']).size).toBe(4);
  });
});
