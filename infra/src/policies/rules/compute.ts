import { blocks, strings } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

/** EC2 instances for tasks. */
export const compute: readonly Policy[] = [
  {
    id: 'compute/metadata-version-2',
    reason: "server-side request forgery can read the instance's credentials",
    source: 'AWS FSBP EC2.8 and EC2.170',
    fix: 'set metadataOptions.httpTokens to required',
    types: ['aws_launch_template', 'aws_instance'],
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.metadata_options).some(({ http_tokens }) => http_tokens === 'required'),
        'allows version 1 of the instance metadata service',
      ),
  },
  {
    id: 'compute/metadata-out-of-reach-of-tasks',
    reason: 'a task that reaches the metadata service gets the permissions of the instance',
    source: 'ECS developer guide, security best practices of the EC2 launch type',
    fix: 'set metadataOptions.httpPutResponseHopLimit to 1',
    types: ['aws_launch_template'],
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.metadata_options).some(
          ({ http_put_response_hop_limit: hops }) => hops === undefined || Number(hops) === 1,
        ),
        'lets containers reach the instance metadata service',
      ),
  },
  {
    id: 'compute/several-zones',
    reason: 'the tasks are lost with their Availability Zone',
    source: 'AWS FSBP AutoScaling.2',
    fix: 'give the group subnets of two Availability Zones or more',
    types: ['aws_autoscaling_group'],
    violations: ({ attributes }) =>
      unless(
        new Set(strings(attributes.vpc_zone_identifier)).size >= 2,
        'starts instances in one Availability Zone',
      ),
  },
  {
    id: 'compute/managed-termination',
    reason: 'instances are terminated while their tasks still serve requests',
    source: 'AWS FSBP ECS.19',
    fix: 'set managedTerminationProtection or managedDraining to ENABLED',
    types: ['aws_ecs_capacity_provider'],
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.auto_scaling_group_provider).every(
          ({ managed_termination_protection, managed_draining }) =>
            managed_termination_protection === 'ENABLED' || managed_draining === 'ENABLED',
        ),
        'terminates instances with running tasks',
      ),
  },
];
