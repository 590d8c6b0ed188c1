import type { PolicyViolation } from './policy.ts';

/** An accepted violation. In patterns `*` matches any text. */
export interface PolicyException {
  /** Id of the policy. */
  readonly policy: string;
  /** Pattern of stack names; all by default. */
  readonly stack?: string;
  /** Pattern of addresses; all by default. */
  readonly address?: string;
  /** The part of the resource that is excepted, exactly; the whole resource by default. */
  readonly subject?: string;
  /** Why it is acceptable. */
  readonly reason: string;
}

const noResourceLevel = (action: string, needs: string): PolicyException => ({
  policy: 'identity/no-wildcard-resource',
  subject: action,
  reason: `the action does not support resources (service authorization reference), and ${needs} needs it`,
});

/** Every exception. A test fails when one of them matches no violation. */
export const exceptions: readonly PolicyException[] = [
  noResourceLevel('ecr:GetAuthorizationToken', 'pulling an image'),
  noResourceLevel('ecs:DeregisterTaskDefinition', 'a release'),
  {
    policy: 'identity/no-wildcard-resource',
    address: 'aws_iam_role_policy.release_role_look',
    reason:
      'the actions that a plan needs do not support resources (service authorization reference), and this policy only reads',
  },
  {
    policy: 'identity/service-acts-for-this-account',
    address: 'aws_iam_role.cluster_instances_role',
    reason:
      'an instance gets its role by its instance profile, for which EC2 sends no aws:SourceAccount; only principals with iam:PassRole on the role can launch with it',
  },
  noResourceLevel('ssmmessages:CreateControlChannel', 'ECS Exec'),
  noResourceLevel('ssmmessages:CreateDataChannel', 'ECS Exec'),
  noResourceLevel('ssmmessages:OpenControlChannel', 'ECS Exec'),
  noResourceLevel('ssmmessages:OpenDataChannel', 'ECS Exec'),
  {
    policy: 'encryption/log-groups-own-key',
    reason:
      'CloudWatch Logs encrypts every group with a key that AWS owns; log lines hold no secrets (the services redact them), so a customer managed key adds a cost per environment and a way to lose the logs',
  },
  {
    policy: 'transit/https-only',
    stack: 'local-*',
    reason: 'the emulated AWS listens on this machine only, where no domain can be validated',
  },
  {
    policy: 'registry/immutable-tags',
    stack: 'local-*',
    reason: 'on this machine every build has the release "local"',
  },
  {
    policy: 'containers/image-by-digest',
    stack: 'local-*',
    reason: 'the emulated registry stores no images, so there are no digests',
  },
];

/** Whether an exception accepts a violation. */
export function accepts(exception: PolicyException, violation: PolicyViolation): boolean {
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
