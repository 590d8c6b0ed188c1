import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { Construct } from 'constructs';

export interface AccessLogsProps {
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly accountId: string;
  readonly retentionDays: number;
  /** Whether the bucket is protected from deletion while it has logs. */
  readonly deletionProtection: boolean;
}

/** The bucket of the load balancer's access log, which gets a file every five minutes. */
export class AccessLogs extends Construct {
  /** Name of the bucket. */
  readonly bucketName: string;
  /** Must exist before the load balancer writes. */
  readonly writable: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: AccessLogsProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, 'Default', {
      // Bucket names are globally unique, so it has the account's id.
      bucket: `${props.prefix}-access-logs-${props.accountId}`,
      forceDestroy: !props.deletionProtection,
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public_access', {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: bucket.id,
      // The only encryption that load balancers support.
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    new S3BucketVersioningA(this, 'versioning', {
      bucket: bucket.id,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketLifecycleConfiguration(this, 'retention', {
      bucket: bucket.id,
      rule: [
        {
          id: 'expire',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days: props.retentionDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
    });
    this.writable = new S3BucketPolicy(this, 'policy', {
      bucket: bucket.id,
      policy: policyOf(bucket, props.accountId),
      // S3 rejects concurrent changes of a bucket's access.
      dependsOn: [publicAccess],
    });
    this.bucketName = bucket.bucket;
  }
}

function policyOf({ arn }: S3Bucket, accountId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'LoadBalancerWrites',
        Effect: 'Allow',
        Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `${arn}/AWSLogs/${accountId}/*`,
      },
      {
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}
