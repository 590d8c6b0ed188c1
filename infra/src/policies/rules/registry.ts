import { blocks } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

/** An image is what was built, looked at, and cleaned up one day. */
export const registry: readonly Policy[] = [
  {
    id: 'registry/immutable-tags',
    reason: 'a tag that can be moved runs something else than what was tested',
    source: 'AWS FSBP ECR.2',
    fix: 'set imageTagMutability to IMMUTABLE',
    types: ['aws_ecr_repository'],
    violations: ({ attributes }) =>
      unless(attributes.image_tag_mutability === 'IMMUTABLE', 'lets a tag be moved'),
  },
  {
    id: 'registry/scan-on-push',
    reason: 'known holes in an image stay unknown',
    source: 'AWS FSBP ECR.1',
    fix: 'set imageScanningConfiguration.scanOnPush to true',
    types: ['aws_ecr_repository'],
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.image_scanning_configuration).some(
          ({ scan_on_push }) => scan_on_push === true,
        ),
        'does not scan its images',
      ),
  },
  {
    id: 'registry/lifecycle',
    reason: 'old images cost money for ever',
    source: 'AWS FSBP ECR.3',
    fix: 'add an EcrLifecyclePolicy that names the repository',
    types: ['aws_ecr_repository'],
    violations: (resource, { stack }) =>
      unless(
        stack.referring('aws_ecr_lifecycle_policy', 'repository', resource).length > 0,
        'keeps every image for ever',
      ),
  },
];
