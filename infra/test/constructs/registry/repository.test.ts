import { describe, expect, it } from 'vitest';
import { named, synthesize, synthesizeShared } from '../../synthesis.ts';

const shared = named(synthesizeShared(), 'shared-registry');
const local = named(synthesize(), 'local-registry');

describe('a repository', () => {
  it('is there for every service', () => {
    const names = Object.values(shared.resources('aws_ecr_repository')).map(({ name }) => name);
    expect(names).toEqual(['stockroom/gateway', 'stockroom/inventory']);
  });

  it('never changes what a tag means, is scanned, and is not deleted with images in it', () => {
    expect(shared.resource('aws_ecr_repository.gateway')).toMatchObject({
      image_tag_mutability: 'IMMUTABLE',
      image_scanning_configuration: { scan_on_push: true },
      force_delete: false,
    });
  });

  it('takes the same tag again and goes with its images in the emulated AWS', () => {
    expect(local.resource('aws_ecr_repository.gateway')).toMatchObject({
      image_tag_mutability: 'MUTABLE',
      force_delete: true,
    });
  });

  it('keeps the last 30 releases, and untagged images for 7 days', () => {
    const policy = JSON.parse(
      String(shared.resource('aws_ecr_lifecycle_policy.gateway_lifecycle').policy),
    );
    expect(policy.rules).toMatchObject([
      { selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 7 } },
      { selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 30 } },
    ]);
  });
});
