import type { Account, State } from '../../environments/environment.ts';
import type { PolicyStatement } from './policy-document.ts';

export interface ReleasePermissionsProps {
  /** Name of the environment, and prefix of its states in the bucket. */
  readonly environment: string;
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly account: Account;
  readonly state: State;
  /** ARNs of the repositories that the images come from. */
  readonly repositoryArns: readonly string[];
}

/**
 * The least permissions of a release: plan `<environment>-services`, change its task definitions and
 * services, and read why it failed. They do not allow changes to roles, networks or data.
 */
export function releasePermissions({
  environment,
  prefix,
  account: { id, region },
  state,
  repositoryArns,
}: ReleasePermissionsProps): Record<'look' | 'release', PolicyStatement[]> {
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${id}:${resource}`;
  const role = (name: string) => `arn:aws:iam::${id}:role/${name}`;
  // What a plan reads; these actions do not support resources.
  const look = [
    {
      actions: [
        'application-autoscaling:DescribeScalableTargets',
        'application-autoscaling:DescribeScalingPolicies',
        'cloudwatch:DescribeAlarms',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroupRules',
        'ec2:DescribeSecurityGroups',
        'ecs:DescribeTaskDefinition',
        'ecs:ListTaskDefinitions',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeListenerAttributes',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeTags',
        'elasticloadbalancing:DescribeTargetGroupAttributes',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
        'logs:DescribeLogGroups',
      ],
      resources: ['*'],
    },
  ];
  const release = [
    {
      actions: [
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
      ],
      resources: [role(`${prefix}-*`)],
    },
    {
      actions: ['application-autoscaling:ListTagsForResource'],
      resources: [arn('application-autoscaling', 'scalable-target/*')],
    },
    {
      actions: ['cloudwatch:GetDashboard', 'cloudwatch:ListTagsForResource'],
      resources: [
        arn('cloudwatch', `alarm:${prefix}-*`),
        `arn:aws:cloudwatch::${id}:dashboard/${prefix}`,
      ],
    },
    {
      actions: ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:ListTagsForResource'],
      resources: [arn('logs', `log-group:/stockroom/${environment}/*`)],
    },
    {
      // The data source of an image reads its repository as well.
      actions: ['ecr:BatchGetImage', 'ecr:DescribeImages', 'ecr:DescribeRepositories'],
      resources: repositoryArns,
    },
    { actions: ['ecs:DeregisterTaskDefinition'], resources: ['*'] },
    {
      actions: ['ecs:RegisterTaskDefinition', 'ecs:TagResource', 'ecs:RunTask'],
      resources: [arn('ecs', `task-definition/${prefix}-*`)],
    },
    {
      actions: [
        'ecs:DescribeServiceDeployments',
        'ecs:DescribeServiceRevisions',
        'ecs:DescribeServices',
        'ecs:DescribeTasks',
        'ecs:ListServiceDeployments',
        'ecs:ListTasks',
        'ecs:UpdateService',
      ],
      resources: [
        'cluster',
        'container-instance',
        'service',
        'service-deployment',
        'service-revision',
        'task',
      ].map((kind) => arn('ecs', kind === 'cluster' ? `cluster/${prefix}` : `${kind}/${prefix}/*`)),
    },
    {
      actions: ['iam:PassRole'],
      resources: [role(`${prefix}-*-execution`), role(`${prefix}-*-task`)],
    },
    ...statePermissions(environment, state),
  ];
  return { look, release };
}

/** Reads every state of the environment; locks and writes the one of its services. */
function statePermissions(environment: string, state: State): PolicyStatement[] {
  if (state.kind === 'local') return [];
  const bucket = `arn:aws:s3:::${state.bucket}`;
  const own = `${bucket}/${environment}/${environment}-services.tfstate`;
  return [
    { actions: ['s3:ListBucket'], resources: [bucket] },
    { actions: ['s3:GetObject'], resources: [`${bucket}/${environment}/*`] },
    { actions: ['s3:PutObject'], resources: [own, `${own}.tflock`] },
    { actions: ['s3:DeleteObject'], resources: [`${own}.tflock`] },
  ];
}
