import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository/index.js';
import { EcrRepositoryPolicy } from '@cdktf/provider-aws/lib/ecr-repository-policy/index.js';
import { Construct } from 'constructs';
import type { Account } from '../../environments/environment.ts';
import type { ImageRepository } from './image.ts';

export interface RepositoryProps {
  /** The service whose images it holds. */
  readonly name: string;
  /** Whether a tag, once pushed, always means the same image. */
  readonly immutableTags: boolean;
  /** Whether it is protected from deletion while it has images. */
  readonly deletionProtection: boolean;
  /** Ids of other accounts that pull its images. */
  readonly pulledBy: readonly string[];
}

const keptReleases = 30;
const untaggedDays = 7;

/** The repository of a service's images: scanned on push, with a lifecycle policy. */
export class Repository extends Construct implements ImageRepository {
  readonly registryId: string;
  readonly name: string;
  readonly url: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: RepositoryProps) {
    super(scope, id);
    const repository = new EcrRepository(this, 'Default', {
      name: repositoryName(props.name),
      imageTagMutability: props.immutableTags ? 'IMMUTABLE' : 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: 'AES256' }],
      forceDelete: !props.deletionProtection,
    });
    new EcrLifecyclePolicy(this, 'lifecycle', {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: `Untagged images go after ${untaggedDays} days`,
            selection: {
              tagStatus: 'untagged',
              countType: 'sinceImagePushed',
              countUnit: 'days',
              countNumber: untaggedDays,
            },
            action: { type: 'expire' },
          },
          {
            rulePriority: 2,
            description: `The last ${keptReleases} releases stay`,
            selection: {
              tagStatus: 'any',
              countType: 'imageCountMoreThan',
              countNumber: keptReleases,
            },
            action: { type: 'expire' },
          },
        ],
      }),
    });
    if (props.pulledBy.length > 0) {
      new EcrRepositoryPolicy(this, 'policy', {
        repository: repository.name,
        policy: pullPolicy(props.pulledBy),
      });
    }
    this.registryId = repository.registryId;
    this.name = repository.name;
    this.url = repository.repositoryUrl;
    this.arn = repository.arn;
  }
}

/** A service's repository in an account, for stacks that do not create it. */
export function repositoryIn({ id, region }: Account, service: string): ImageRepository {
  const name = repositoryName(service);
  return {
    registryId: id,
    name,
    url: `${id}.dkr.ecr.${region}.amazonaws.com/${name}`,
    arn: `arn:aws:ecr:${region}:${id}:repository/${name}`,
  };
}

/** The root principal stands for the account, whose own policies decide which roles can pull. */
function pullPolicy(accountIds: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Pull',
        Effect: 'Allow',
        Principal: { AWS: accountIds.map((id) => `arn:aws:iam::${id}:root`) },
        Action: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:DescribeImages',
          'ecr:DescribeRepositories',
          'ecr:GetDownloadUrlForLayer',
        ],
      },
    ],
  });
}

function repositoryName(service: string): string {
  return `stockroom/${service}`;
}
