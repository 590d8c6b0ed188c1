import { type Attributes, blocks } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

const required = ['project', 'environment', 'stack', 'managed-by'] as const;

/** Every resource has an owner. */
export const tagging: readonly Policy[] = [
  {
    id: 'tagging/default-tags',
    reason: 'the owner of a resource, and who pays for it, is unknown',
    source: 'AWS Well-Architected COST03-BP05',
    fix: `set the provider's defaultTags ${required.join(', ')}`,
    types: ['provider'],
    violations: ({ attributes }) => {
      const tags = Object.assign(
        {},
        ...blocks(attributes.default_tags).map(({ tags }) => tags as Attributes),
      );
      return required.flatMap((name) =>
        unless(Boolean(tags[name]), `has no default tag ${name}`, name),
      );
    },
  },
  {
    id: 'tagging/instances',
    reason: "an Auto Scaling group does not propagate the provider's default tags to its instances",
    source: 'AWS Well-Architected COST03-BP05',
    fix: `give the group a tag with propagateAtLaunch for each of ${required.join(', ')}, or the launch template tagSpecifications`,
    types: ['aws_autoscaling_group'],
    violations: ({ attributes }, { stack }) => {
      const passed = blocks(attributes.tag)
        .filter(({ propagate_at_launch }) => propagate_at_launch === true)
        .map(({ key }) => key);
      const specified = stack
        .of('aws_launch_template')
        .flatMap(({ attributes: template }) => blocks(template.tag_specifications))
        .filter(({ resource_type }) => resource_type === 'instance')
        .flatMap(({ tags }) => Object.keys((tags ?? {}) as object));
      return unless(
        required.every((name) => passed.includes(name) || specified.includes(name)),
        'starts instances without tags',
      );
    },
  },
  {
    id: 'tagging/tasks',
    reason: 'tasks are a large part of the cost, which cannot be allocated without tags',
    source: 'AWS FSBP ECS.13, AWS Well-Architected COST03-BP05',
    fix: 'set propagateTags to SERVICE',
    types: ['aws_ecs_service'],
    violations: ({ attributes }) =>
      unless(
        ['SERVICE', 'TASK_DEFINITION'].includes(String(attributes.propagate_tags)),
        'starts tasks without tags',
      ),
  },
];
