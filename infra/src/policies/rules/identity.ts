import type { Attributes } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';
import { identityPolicyTypes, resourcePolicyTypes, statementsOf } from '../statements.ts';

/** Nobody may more than he must, and nobody holds a key for ever. */
export const identity: readonly Policy[] = [
  {
    id: 'identity/no-wildcard-action',
    reason: 'it also allows what nobody thought of, and what AWS adds tomorrow',
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
    reason: 'it also allows the action on what belongs to others in the account',
    source: 'AWS Well-Architected SEC03-BP02',
    fix: 'name the resources by their ARNs; where AWS knows none for an action, add an exception that says so',
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
    reason: 'anybody with an AWS account, or without one, may use it',
    source: 'AWS FSBP S3.2, SNS.4 and KMS.5',
    fix: 'name the principal, or narrow it by a condition on the account or the source',
    types: resourcePolicyTypes,
    violations: (resource) =>
      allowedBy(resource)
        .filter(({ principals }) => principals.some((name) => name === '*' || name === 'aws:*'))
        .flatMap(({ condition }) =>
          unless(Object.keys(condition).length > 0, 'is open to everybody'),
        ),
  },
  {
    id: 'identity/service-acts-for-this-account',
    reason: 'the AWS service could be made to use the role for somebody else (the confused deputy)',
    source: 'AWS Well-Architected SEC03-BP08',
    fix: 'add the condition aws:SourceAccount, or aws:SourceArn, to the trust policy',
    types: ['aws_iam_role'],
    violations: (resource) =>
      allowedBy(resource)
        .filter(({ principals }) => principals.some((name) => name.startsWith('service:')))
        .flatMap(({ condition, principals }) =>
          unless(
            conditionKeys(condition).some((key) => /^aws:source(account|arn)$/i.test(key)),
            `lets ${principals.join(', ').replaceAll('service:', '')} use the role for any account`,
            principals[0]?.replace('service:', ''),
          ),
        ),
  },
  {
    id: 'identity/federation-names-who',
    reason: "any repository, of anybody, could take on the role with GitHub's token",
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
            'can be taken on by anybody who has a token of the identity provider',
          );
        }),
  },
  {
    id: 'identity/no-long-lived-keys',
    reason: 'a key that never ends is found in a log, a laptop or a repository one day',
    source: 'AWS Well-Architected SEC02-BP02, CIS AWS Foundations 1.16',
    fix: 'let people and pipelines take on a role: GitHub by OIDC, people by IAM Identity Center',
    types: ['aws_iam_user', 'aws_iam_access_key', 'aws_iam_user_login_profile'],
    violations: () => [{ message: 'is, or belongs to, a user with long-lived credentials' }],
  },
  {
    id: 'identity/no-administrators',
    reason: 'whoever gets hold of the role owns the account',
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
