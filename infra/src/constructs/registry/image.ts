import { DataAwsEcrImage } from '@cdktf/provider-aws/lib/data-aws-ecr-image/index.js';
import { TerraformIterator } from 'cdktf';
import type { Construct } from 'constructs';

/** Where the images of a service are. */
export interface ImageRepository {
  /** The account of the registry. */
  readonly registryId: string;
  /** `stockroom/inventory` */
  readonly name: string;
  /** What images are pulled by, without tag or digest. */
  readonly url: string;
  readonly arn: string;
}

/**
 * The image that a release is of a service, as a task definition names it.
 *
 * @param images `digest`: what the release's tag points to now, looked up by the plan, which fails
 *   when there is no such image. `tag`: the tag itself, whether there is an image or not.
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
    // Of an image that is missing the provider tells no more than the address, which this is part of.
    forEach: TerraformIterator.fromList([
      `${repository.name}:${release}, which has to be pushed before`,
    ]),
  });
  const digest = `\${one(values(${image.fqn})[*].image_digest)}`;
  return `${repository.url}@${digest}`;
}
