import { DataAwsEcrImage } from '@cdktf/provider-aws/lib/data-aws-ecr-image/index.js';
import { TerraformIterator } from 'cdktf';
import type { Construct } from 'constructs';

/** The repository of a service's images. */
export interface ImageRepository {
  /** The account of the registry. */
  readonly registryId: string;
  /** `stockroom/inventory` */
  readonly name: string;
  /** URL of images, without tag or digest. */
  readonly url: string;
  readonly arn: string;
}

/**
 * The URI of a service's image in a release, for a task definition.
 *
 * @param images `digest`: the plan looks up the digest of the release's tag, and fails without such an
 *   image. `tag`: the tag itself, without a check.
 */
export function imageOf(
  scope: Construct,
  id: string,
  images: 'digest' | 'tag',
  repository: ImageRepository,
  release: string,
): string {
  if (images === 'tag') return `${repository.url}:${release}`;
  const image = new DataAwsEcrImage(scope, id, {
    registryId: repository.registryId,
    repositoryName: repository.name,
    imageTag: release,
    // The provider's error for a missing image has only the address, which includes this text.
    forEach: TerraformIterator.fromList([
      `${repository.name}:${release}, which has to be pushed before`,
    ]),
  });
  const digest = `\${one(values(${image.fqn})[*].image_digest)}`;
  return `${repository.url}@${digest}`;
}
