import { blocks } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

/** Data at rest is encrypted, and keys are rotated. */
export const encryption: readonly Policy[] = [
  {
    id: 'encryption/databases',
    reason: 'a leaked disk or snapshot can be read',
    source: 'AWS FSBP DocumentDB.1 and RDS.3',
    fix: 'set storageEncrypted to true; it cannot be changed later without a new database',
    types: ['aws_docdb_cluster', 'aws_db_instance', 'aws_rds_cluster'],
    violations: ({ attributes }) =>
      unless(attributes.storage_encrypted === true, 'does not encrypt its storage'),
  },
  {
    id: 'encryption/databases-own-key',
    reason:
      'only a customer managed key can be revoked, audited, and shared with the account that restores a snapshot',
    source: 'AWS Well-Architected SEC08-BP01',
    fix: 'name a key of the stack as kmsKeyId',
    types: ['aws_docdb_cluster', 'aws_db_instance', 'aws_rds_cluster'],
    violations: ({ attributes }) =>
      unless(
        attributes.kms_key_id !== undefined,
        'is encrypted with the default key of the account',
      ),
  },
  {
    id: 'encryption/buckets',
    reason:
      'the encryption of the objects is not configured, so a change of the default goes unnoticed',
    source: 'CIS AWS Foundations 2.1, AWS Well-Architected SEC08-BP02',
    fix: 'add an S3BucketServerSideEncryptionConfiguration that names the bucket',
    types: ['aws_s3_bucket'],
    violations: (resource, { stack }) =>
      unless(
        stack.referring('aws_s3_bucket_server_side_encryption_configuration', 'bucket', resource)
          .length > 0,
        'has no encryption configuration',
      ),
  },
  {
    id: 'encryption/repositories',
    reason: 'images contain the program, and sometimes secrets by mistake',
    source: 'AWS Well-Architected SEC08-BP02',
    fix: 'set encryptionConfiguration, AES256 or KMS',
    types: ['aws_ecr_repository'],
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.encryption_configuration).length > 0,
        'does not configure encryption',
      ),
  },
  {
    id: 'encryption/topics',
    reason: 'SNS stores messages in plain text without a key, and alarms reveal weaknesses',
    source: 'AWS FSBP SNS.1',
    fix: 'name a key as kmsMasterKeyId; alarms need a customer managed key that CloudWatch can use',
    types: ['aws_sns_topic'],
    violations: ({ attributes }) =>
      unless(attributes.kms_master_key_id !== undefined, 'does not encrypt its messages'),
  },
  {
    id: 'encryption/log-groups-own-key',
    reason: 'only a customer managed key can be revoked and audited',
    source: 'AWS Config cloudwatch-log-group-encrypted',
    fix: 'name a key as kmsKeyId, whose policy allows CloudWatch Logs to use it',
    types: ['aws_cloudwatch_log_group'],
    violations: ({ attributes }) =>
      unless(attributes.kms_key_id !== undefined, 'is encrypted with an AWS owned key'),
  },
  {
    id: 'encryption/disks',
    reason: 'a leaked volume or snapshot can be read',
    source: 'AWS FSBP EC2.3 and EC2.181',
    fix: 'set encrypted to true on every EBS volume',
    types: ['aws_launch_template', 'aws_ebs_volume'],
    violations: ({ type, attributes }) => {
      if (type === 'aws_ebs_volume')
        return unless(isTrue(attributes.encrypted), 'is not encrypted');
      const volumes = blocks(attributes.block_device_mappings).flatMap(({ ebs }) => blocks(ebs));
      return unless(
        volumes.length > 0 && volumes.every(({ encrypted }) => isTrue(encrypted)),
        'does not encrypt every volume of its instances',
      );
    },
  },
  {
    id: 'encryption/keys-rotate',
    reason: 'a key that never changes protects more and more data, all of which leaks with it',
    source: 'AWS FSBP KMS.4, CIS AWS Foundations 3.6',
    fix: 'set enableKeyRotation to true',
    types: ['aws_kms_key'],
    violations: ({ attributes }) =>
      unless(
        attributes.enable_key_rotation === true ||
          String(attributes.customer_master_key_spec ?? 'SYMMETRIC_DEFAULT') !==
            'SYMMETRIC_DEFAULT',
        'is never rotated',
      ),
  },
];

/** Some boolean attributes of the provider are strings. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
