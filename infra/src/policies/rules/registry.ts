import { blocks } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

/** Images are immutable, scanned, and expire. */
export const registry: readonly Policy[] = [
  {
    id: 'registry/immutable-tags',
    reason: 'with a moved tag, another image runs than the one that was tested',
    source: 'AWS FSBP ECR.2',
    fix: 'set imageTagMutability to IMMUTABLE',
    types: ['aws_ecr_repository'],
    violations: ({ attributes }) =>
      unless(attributes.image_tag_mutability === 'IMMUTABLE', 'allows tags to be moved'),
  },
  {
    id: 'registry/scan-on-push',
    reason: 'known vulnerabilities in images go unnoticed',
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
    reason: 'old images cost money without end',
    source: 'AWS FSBP ECR.3',
    fix: 'add an EcrLifecyclePolicy that names the repository',
    types: ['aws_ecr_repository'],
    violations: (resource, { stack }) =>
      unless(
        stack.referring('aws_ecr_lifecycle_policy', 'repository', resource).length > 0,
        'never deletes images',
      ),
  },
];
