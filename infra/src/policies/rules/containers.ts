import { type Attributes, blocks, strings } from '../../synthesized/stacks.ts';
import { containersOf } from '../containers.ts';
import { type Policy, unless } from '../policy.ts';

/** Containers run with least privilege, and a failed release does not interrupt service. */
export const containers: readonly Policy[] = [
  everyContainer({
    id: 'containers/read-only-root',
    reason: 'an attacker can install programs in the container',
    source: 'AWS FSBP ECS.5',
    fix: 'set readonlyRootFilesystem to true, and mount a volume where the program must write',
    holds: ({ readonlyRootFilesystem }) => readonlyRootFilesystem === true,
    message: 'can write to its root file system',
  }),
  everyContainer({
    id: 'containers/not-root',
    reason: 'an attacker who escapes the container is root on the host',
    source: 'AWS FSBP ECS.20, CIS Docker 4.1',
    fix: 'set user to a number that is not 0, like 10001:10001',
    holds: ({ user }) => /^[1-9]\d*(:[1-9]\d*)?$/.test(String(user)),
    message: 'runs as root, or as a user name that may be root in the image',
  }),
  everyContainer({
    id: 'containers/no-capabilities',
    reason: 'default capabilities help to escape the container, and a service needs none',
    source: 'CIS Docker 5.3',
    fix: 'set linuxParameters.capabilities.drop to ALL, and add none',
    holds: ({ linuxParameters }) => {
      const [capabilities = {}] = blocks((linuxParameters as Attributes)?.capabilities);
      return strings(capabilities.drop).includes('ALL') && strings(capabilities.add).length === 0;
    },
    message: 'keeps Linux capabilities',
  }),
  everyContainer({
    id: 'containers/not-privileged',
    reason: 'a privileged container is the host',
    source: 'AWS FSBP ECS.4',
    fix: 'leave privileged out',
    holds: ({ privileged }) => privileged !== true,
    message: 'is privileged',
  }),
  everyContainer({
    id: 'containers/init',
    reason: 'without an init process signals get lost and zombie processes accumulate',
    source: 'ECS developer guide, LinuxParameters.initProcessEnabled',
    fix: 'set linuxParameters.initProcessEnabled to true',
    holds: ({ linuxParameters }) => (linuxParameters as Attributes)?.initProcessEnabled === true,
    message: 'has no init process',
  }),
  everyContainer({
    id: 'containers/logs',
    reason: 'failures cannot be investigated',
    source: 'AWS FSBP ECS.9',
    fix: 'set logConfiguration',
    holds: ({ logConfiguration }) => logConfiguration !== undefined,
    message: 'has no log configuration',
  }),
  everyContainer({
    id: 'containers/no-moving-tag',
    reason: 'the running version is unknown and changes without a deployment',
    source: 'AWS Well-Architected REL08-BP04',
    fix: 'use a digest, or a tag that is never moved',
    holds: ({ image }) => /@|:[^/]+$/.test(String(image)) && !/:latest$/.test(String(image)),
    message: 'uses a moving tag',
  }),
  everyContainer({
    id: 'containers/image-by-digest',
    reason: 'only a digest guarantees the same image in every environment',
    source: 'AWS Well-Architected SEC11-BP06',
    fix: 'use images: "digest" in the environment',
    holds: ({ image }) => String(image).includes('@'),
    message: 'names its image by a tag',
  }),
  {
    id: 'containers/own-namespaces',
    reason: 'a task that shares processes or network with its host can see everything there',
    source: 'AWS FSBP ECS.3 and ECS.17',
    fix: 'use networkMode awsvpc and leave pidMode and ipcMode out',
    types: ['aws_ecs_task_definition'],
    violations: ({ attributes }) => [
      ...unless(attributes.network_mode === 'awsvpc', 'shares the network of its host'),
      ...unless(attributes.pid_mode !== 'host', 'shares the processes of its host'),
      ...unless(attributes.ipc_mode !== 'host', 'shares the memory of its host'),
    ],
  },
  {
    id: 'containers/circuit-breaker',
    reason: 'a release that does not start is retried without end and without a rollback',
    source: 'AWS Well-Architected REL08-BP05',
    fix: 'set deploymentCircuitBreaker with enable and rollback',
    types: ['aws_ecs_service'],
    violations: ({ attributes }) =>
      unless(
        attributes.scheduling_strategy === 'DAEMON' ||
          blocks(attributes.deployment_circuit_breaker).some(
            ({ enable, rollback }) => enable === true && rollback === true,
          ),
        'does not roll back when a release fails',
      ),
  },
  {
    id: 'containers/full-capacity-while-deploying',
    reason: 'a release stops tasks before the new ones serve requests',
    source: 'AWS Well-Architected REL08-BP05',
    fix: 'set deploymentMinimumHealthyPercent to 100',
    types: ['aws_ecs_service'],
    violations: ({ attributes }) =>
      unless(
        Number(attributes.deployment_minimum_healthy_percent ?? 100) >= 100,
        'runs with fewer tasks during a deployment',
      ),
  },
  {
    id: 'containers/several-zones',
    reason: 'the service is lost with its Availability Zone',
    source: 'AWS Well-Architected REL10-BP01',
    fix: 'give it subnets of two Availability Zones or more',
    types: ['aws_ecs_service'],
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.network_configuration).every(
          ({ subnets }) => new Set(strings(subnets)).size >= 2,
        ),
        'runs in one Availability Zone',
      ),
  },
  {
    id: 'containers/latest-platform',
    reason: 'an old Fargate platform version lacks security fixes',
    source: 'AWS FSBP ECS.10',
    fix: 'leave platformVersion out, or set it to LATEST',
    types: ['aws_ecs_service'],
    violations: ({ attributes }) =>
      unless(
        ['LATEST', '1.4.0'].includes(String(attributes.platform_version ?? 'LATEST')),
        `is pinned to the platform version ${attributes.platform_version}`,
      ),
  },
  {
    id: 'containers/no-shell-in-production',
    reason: "a shell in production can read customers' data and make changes without review",
    source: 'AWS Well-Architected SEC06-BP03',
    fix: 'set executeCommand to false in the environment',
    types: ['aws_ecs_service'],
    where: 'production',
    violations: ({ attributes }) =>
      unless(attributes.enable_execute_command !== true, 'allows shells in its containers'),
  },
];

/** A policy for each container of a task definition. */
function everyContainer({
  holds,
  message,
  ...policy
}: Omit<Policy, 'types' | 'violations'> & {
  readonly holds: (container: Attributes) => boolean;
  readonly message: string;
}): Policy {
  return {
    ...policy,
    types: ['aws_ecs_task_definition'],
    violations: (resource) =>
      containersOf(resource).flatMap((container) =>
        unless(
          holds(container),
          `: the container ${container.name} ${message}`,
          String(container.name),
        ),
      ),
  };
}
