import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import type { Construct } from 'constructs';
import type { Deployment, State } from '../environments/environment.ts';
import { StockroomStack } from './stockroom-stack.ts';

/** `shared-state`: the bucket with the Terraform states of all other stacks. */
export class StateStack extends StockroomStack {
  /**
   * @param shared names the bucket in its state
   * @param ownState where this stack's own state is kept, which cannot be the bucket that it creates
   */
  constructor(scope: Construct, shared: Deployment, ownState: State) {
    super(scope, 'state', shared, ownState);
    if (shared.state.kind !== 's3') throw new Error('The shared state is kept in an S3 bucket');
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: shared.state.bucket,
      lifecycle: { preventDestroy: true },
    });
    new S3BucketVersioningA(this, 'versioning', {
      bucket: bucket.id,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms' } }],
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public_access', {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketPolicy(this, 'policy', {
      bucket: bucket.id,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'OnlyTls',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [bucket.arn, `${bucket.arn}/*`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
      // S3 rejects concurrent changes of a bucket's access.
      dependsOn: [publicAccess],
    });
    this.addOutput('bucket_name', 'The bucket of the Terraform state', bucket.bucket);
  }
}
