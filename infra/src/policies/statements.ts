import {
  type Attributes,
  blocks,
  type SynthesizedResource,
  strings,
} from '../synthesized/stacks.ts';

/** A statement of an IAM policy, with lists where IAM takes one or many. */
export interface Statement {
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** The principals: `*`, `service:ecs-tasks.amazonaws.com`. */
  readonly principals: readonly string[];
  readonly condition: Attributes;
}

/** The attributes that hold policy documents, by the type of resource. */
const documents: Readonly<Record<string, string>> = {
  aws_iam_role: 'assume_role_policy',
  aws_iam_role_policy: 'policy',
  aws_iam_policy: 'policy',
  aws_iam_user_policy: 'policy',
  aws_iam_group_policy: 'policy',
  aws_s3_bucket_policy: 'policy',
  aws_sns_topic_policy: 'policy',
  aws_sqs_queue_policy: 'policy',
  aws_ecr_repository_policy: 'policy',
  aws_kms_key: 'policy',
  aws_secretsmanager_secret_policy: 'policy',
  aws_vpc_endpoint: 'policy',
};

/** Types of policies that grant permissions to the identity that has them. */
export const identityPolicyTypes: readonly string[] = [
  'aws_iam_role_policy',
  'aws_iam_policy',
  'aws_iam_user_policy',
  'aws_iam_group_policy',
];

/** Types whose policies grant permissions on the resource itself. */
export const resourcePolicyTypes: readonly string[] = Object.keys(documents).filter(
  (type) => !identityPolicyTypes.includes(type) && type !== 'aws_vpc_endpoint',
);

/** The statements of a resource's policy; empty without one. */
export function statementsOf({ type, attributes }: SynthesizedResource): Statement[] {
  const document = attributes[documents[type] ?? ''];
  if (typeof document !== 'string') return [];
  const { Statement } = JSON.parse(document) as { Statement: unknown };
  return blocks(Statement).map((statement) => ({
    allows: statement.Effect === 'Allow',
    actions: strings(statement.Action),
    resources: strings(statement.Resource),
    principals: principalsOf(statement.Principal),
    condition: (statement.Condition ?? {}) as Attributes,
  }));
}

function principalsOf(principal: unknown): string[] {
  if (typeof principal !== 'object' || principal === null) return strings(principal);
  return Object.entries(principal).flatMap(([kind, names]) =>
    strings(names).map((name) => (name === '*' ? '*' : `${kind.toLowerCase()}:${name}`)),
  );
}
