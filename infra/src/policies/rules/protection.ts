import { blocks } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

const databases = ['aws_docdb_cluster', 'aws_db_instance', 'aws_rds_cluster'] as const;

/** Data is protected from accidental deletion and from the loss of an Availability Zone. */
export const protection: readonly Policy[] = [
  {
    id: 'protection/databases',
    reason: 'one wrong plan deletes the data',
    source: 'AWS FSBP DocumentDB.5, RDS.7 and RDS.8',
    fix: 'set deletionProtection to true',
    types: databases,
    where: 'production',
    violations: ({ attributes }) =>
      unless(attributes.deletion_protection === true, 'can be deleted'),
  },
  {
    id: 'protection/final-snapshot',
    reason: 'deleted data cannot be restored',
    source: 'AWS Well-Architected REL09-BP01',
    fix: 'set skipFinalSnapshot to false and name the finalSnapshotIdentifier',
    types: databases,
    where: 'production',
    violations: ({ attributes }) =>
      unless(
        attributes.skip_final_snapshot !== true &&
          attributes.final_snapshot_identifier !== undefined,
        'leaves no snapshot when it is deleted',
      ),
  },
  {
    id: 'protection/backups',
    reason: 'a mistake that is found days later cannot be undone',
    source: 'AWS FSBP DocumentDB.2 and RDS.11',
    fix: 'set backupRetentionPeriod to 7 days or more',
    types: databases,
    where: 'production',
    violations: ({ attributes }) =>
      unless(
        Number(attributes.backup_retention_period ?? 0) >= 7,
        `keeps its backups for ${attributes.backup_retention_period ?? 0} days`,
      ),
  },
  {
    id: 'protection/several-zones',
    reason: 'the data is unavailable while its Availability Zone is down',
    source: 'AWS FSBP RDS.5',
    fix: 'set multiAz to true',
    types: ['aws_db_instance'],
    where: 'production',
    violations: ({ attributes }) =>
      unless(attributes.multi_az === true, 'runs in one Availability Zone'),
  },
  {
    id: 'protection/replica',
    reason: 'the cluster is down for minutes when its only instance fails',
    source: 'AWS Well-Architected REL10-BP01',
    fix: 'give the cluster instances in two Availability Zones or more',
    types: ['aws_docdb_cluster'],
    where: 'production',
    violations: (resource, { stack }) =>
      unless(
        new Set(
          stack
            .referring('aws_docdb_cluster_instance', 'cluster_identifier', resource)
            .map(({ attributes }) => attributes.availability_zone),
        ).size >= 2,
        'has its instances in one Availability Zone',
      ),
  },
  {
    id: 'protection/load-balancers',
    reason: 'one wrong plan deletes the public entry point',
    source: 'AWS FSBP ELB.6',
    fix: 'set enableDeletionProtection to true',
    types: ['aws_lb'],
    where: 'production',
    violations: ({ attributes }) =>
      unless(attributes.enable_deletion_protection === true, 'can be deleted'),
  },
  {
    id: 'protection/repositories',
    reason: 'running images, and those for a rollback, can be deleted with their repository',
    source: 'AWS Well-Architected REL09-BP01',
    fix: 'set forceDelete to false',
    types: ['aws_ecr_repository'],
    where: 'production',
    violations: ({ attributes }) =>
      unless(attributes.force_delete !== true, 'can be deleted with all its images'),
  },
  {
    id: 'protection/buckets',
    reason: 'the objects can be deleted with their bucket',
    source: 'AWS Well-Architected REL09-BP01',
    fix: 'leave forceDestroy out',
    types: ['aws_s3_bucket'],
    where: 'production',
    violations: ({ attributes }) =>
      unless(attributes.force_destroy !== true, 'can be deleted with all its objects'),
  },
  {
    id: 'protection/state',
    reason: 'without the state, deployed resources are unknown to Terraform',
    source: 'Terraform: S3 backend; AWS FSBP S3.14',
    fix: 'set lifecycle.preventDestroy on the bucket, and enable its versioning',
    types: ['aws_s3_bucket'],
    violations: (resource, { stack }) => {
      if (!String(resource.attributes.bucket).includes('terraform-state')) return [];
      const [lifecycle = {}] = blocks(resource.attributes.lifecycle);
      const isVersioned = stack
        .referring('aws_s3_bucket_versioning', 'bucket', resource)
        .flatMap(({ attributes }) => blocks(attributes.versioning_configuration))
        .some(({ status }) => status === 'Enabled');
      return [
        ...unless(lifecycle.prevent_destroy === true, 'can be destroyed by a plan'),
        ...unless(isVersioned, 'does not keep older states'),
      ];
    },
  },
  {
    id: 'protection/state-locked',
    reason: 'concurrent deployments corrupt the state',
    source: 'Terraform: S3 backend, State locking',
    fix: 'set use_lockfile and encrypt to true',
    types: ['backend'],
    violations: ({ name, attributes }) => [
      ...unless(name !== 's3' || attributes.use_lockfile === true, 'does not lock the state'),
      ...unless(name !== 's3' || attributes.encrypt === true, 'does not encrypt the state'),
    ],
  },
  {
    id: 'protection/keys',
    reason: 'backups cannot be read without the key, and 7 days are too short to notice',
    source: 'AWS FSBP KMS.3',
    fix: 'set deletionWindowInDays to 30',
    types: ['aws_kms_key'],
    where: 'production',
    violations: ({ attributes }) =>
      unless(
        Number(attributes.deletion_window_in_days ?? 30) >= 30,
        `is deleted after ${attributes.deletion_window_in_days} days`,
      ),
  },
];
