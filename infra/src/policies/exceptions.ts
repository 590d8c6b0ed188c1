import type { Violation } from './check.ts';

/** A violation that is meant. In patterns `*` stands for anything. */
export interface PolicyException {
  /** Id of the policy. */
  readonly policy: string;
  /** Pattern of stack names; all unless told. */
  readonly stack?: string;
  /** Pattern of addresses; all unless told. */
  readonly address?: string;
  /** The part of the resource that is excepted, exactly; the whole resource unless told. */
  readonly subject?: string;
  /** Why it is right here. */
  readonly reason: string;
}

const knowsNoResources = (action: string, needs: string): PolicyException => ({
  policy: 'identity/no-wildcard-resource',
  subject: action,
  reason: `AWS knows no resources for the action (service authorization reference); ${needs} needs it`,
});

/** Every exception. A test fails when one of them excepts nothing any more. */
export const exceptions: readonly PolicyException[] = [
  knowsNoResources('ecr:GetAuthorizationToken', 'pulling an image'),
  knowsNoResources('ecs:DeregisterTaskDefinition', 'a release'),
  {
    policy: 'identity/no-wildcard-resource',
    address: 'aws_iam_role_policy.release_role_look',
    reason:
      'AWS knows no resources for what a plan reads (service authorization reference), and this policy only reads',
  },
  {
    policy: 'identity/service-acts-for-this-account',
    address: 'aws_iam_role.cluster_instances_role',
    reason:
      'an instance gets its role by its instance profile, for which EC2 says nothing of accounts; only who may pass the role can launch with it',
  },
  knowsNoResources('ssmmessages:CreateControlChannel', 'ECS Exec'),
  knowsNoResources('ssmmessages:CreateDataChannel', 'ECS Exec'),
  knowsNoResources('ssmmessages:OpenControlChannel', 'ECS Exec'),
  knowsNoResources('ssmmessages:OpenDataChannel', 'ECS Exec'),
  {
    policy: 'encryption/log-groups-own-key',
    reason:
      'CloudWatch Logs encrypts every group with a key that AWS owns; log lines hold no secrets (the services redact them), so a key of our own adds a cost per environment and a way to lose the logs',
  },
  {
    policy: 'transit/https-only',
    stack: 'local-*',
    reason: 'the emulated AWS answers on this machine only, where nobody can prove a domain',
  },
  {
    policy: 'registry/immutable-tags',
    stack: 'local-*',
    reason: 'on this machine the release is called "local" every time it is built',
  },
  {
    policy: 'containers/image-by-digest',
    stack: 'local-*',
    reason: 'the emulated registry stores no images that a digest could be asked of',
  },
];

/** Whether an exception is about a violation. */
export function excepts(exception: PolicyException, violation: Violation): boolean {
  return (
    exception.policy === violation.policy.id &&
    matches(exception.stack, violation.resource.stack) &&
    matches(exception.address, violation.resource.address) &&
    (exception.subject === undefined || exception.subject === violation.subject)
  );
}

function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
