import type { Attributes } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';
import { identityPolicyTypes, resourcePolicyTypes, statementsOf } from '../statements.ts';

/** Least privilege, and no long-lived credentials. */
export const identity: readonly Policy[] = [
  {
    id: 'identity/no-wildcard-action',
    reason: 'it includes actions that were not intended, and those that AWS adds later',
    source: 'AWS FSBP IAM.1 and IAM.21',
    fix: 'name the actions',
    types: identityPolicyTypes,
    violations: (resource) =>
      allowedBy(resource).flatMap(({ actions }) =>
        actions.flatMap((action) => unless(!action.includes('*'), `allows ${action}`, action)),
      ),
  },
  {
    id: 'identity/no-wildcard-resource',
    reason: 'it includes resources of other applications in the account',
    source: 'AWS Well-Architected SEC03-BP02',
    fix: 'name the resources by their ARNs; for an action that does not support resources, add an exception',
    types: identityPolicyTypes,
    violations: (resource) =>
      allowedBy(resource)
        .filter(({ resources }) => resources.some((name) => /^(\*|arn:[^/]*:\*)$/.test(name)))
        .flatMap(({ actions }) =>
          actions.map((action) => ({ message: `allows ${action} on everything`, subject: action })),
        ),
  },
  {
    id: 'identity/no-open-resource',
    reason: 'anyone can use it, with or without an AWS account',
    source: 'AWS FSBP S3.2, SNS.4 and KMS.5',
    fix: 'name the principal, or narrow it by a condition on the account or the source',
    types: resourcePolicyTypes,
    violations: (resource) =>
      allowedBy(resource)
        .filter(({ principals }) => principals.some((name) => name === '*' || name === 'aws:*'))
        .flatMap(({ condition }) =>
          unless(Object.keys(condition).length > 0, 'allows all principals'),
        ),
  },
  {
    id: 'identity/service-acts-for-this-account',
    reason:
      'the AWS service could be tricked to use the role for another account (confused deputy)',
    source: 'AWS Well-Architected SEC03-BP08',
    fix: 'add the condition aws:SourceAccount, or aws:SourceArn, to the trust policy',
    types: ['aws_iam_role'],
    violations: (resource) =>
      allowedBy(resource)
        .filter(({ principals }) => principals.some((name) => name.startsWith('service:')))
        .flatMap(({ condition, principals }) =>
          unless(
            conditionKeys(condition).some((key) => /^aws:source(account|arn)$/i.test(key)),
            `allows ${principals.join(', ').replaceAll('service:', '')} to use the role for any account`,
            principals[0]?.replace('service:', ''),
          ),
        ),
  },
  {
    id: 'identity/federation-names-who',
    reason: 'any repository on GitHub could assume the role',
    source: 'GitHub: Configuring OpenID Connect in AWS; AWS FSBP IAM.1',
    fix: "add conditions on the token's aud and on its sub: repo:<owner>/<repository>:environment:<name>, without a wildcard for owner or repository",
    types: ['aws_iam_role'],
    violations: (resource) =>
      allowedBy(resource)
        .filter(({ principals }) => principals.some((name) => name.startsWith('federated:')))
        .flatMap(({ condition }) => {
          const keys = conditionKeys(condition);
          const subjects = JSON.stringify(condition).match(/repo:[^"]*/g) ?? [];
          return unless(
            keys.some((key) => key.endsWith(':sub')) &&
              keys.some((key) => key.endsWith(':aud')) &&
              subjects.every((subject) => !/^repo:(\*|[^/]*\/\*|[^/]*\*)/.test(subject)),
            'can be assumed with any token of the identity provider',
          );
        }),
  },
  {
    id: 'identity/no-long-lived-keys',
    reason: 'a key that never expires leaks one day, through a log, a laptop or a repository',
    source: 'AWS Well-Architected SEC02-BP02, CIS AWS Foundations 1.16',
    fix: 'use roles: GitHub by OIDC, people by IAM Identity Center',
    types: ['aws_iam_user', 'aws_iam_access_key', 'aws_iam_user_login_profile'],
    violations: () => [{ message: 'is, or belongs to, a user with long-lived credentials' }],
  },
  {
    id: 'identity/no-administrators',
    reason: 'an attacker with the role owns the account',
    source: 'AWS FSBP IAM.1',
    fix: 'write a policy with the actions that are needed',
    types: ['aws_iam_role_policy_attachment', 'aws_iam_role', 'aws_iam_policy_attachment'],
    violations: ({ attributes }) =>
      [attributes.policy_arn, ...((attributes.managed_policy_arns as unknown[]) ?? [])].flatMap(
        (policy) =>
          unless(
            !/(AdministratorAccess|PowerUserAccess|FullAccess)$/.test(String(policy)),
            `has the policy ${policy}`,
          ),
      ),
  },
];

function allowedBy(resource: Parameters<typeof statementsOf>[0]) {
  return statementsOf(resource).filter(({ allows }) => allows);
}

function conditionKeys(condition: Attributes): string[] {
  return Object.values(condition).flatMap((operands) => Object.keys(operands as object));
}
