import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from 'constructs';
import { type Allowed, allow, assumableBy } from '../access/policy-document.ts';

export interface ServiceRolesProps {
  /** Start of the names: `stockroom-dev-inventory`. */
  readonly name: string;
  readonly accountId: string;
  readonly repositoryArn: string;
  readonly logGroupArns: readonly string[];
  /** The secrets that the service is given at its start and may read again when they rotate. */
  readonly secretArns: readonly string[];
  /** The secrets that only the service itself reads. */
  readonly readSecretArns: readonly string[];
  /** Those of them that the service replaces itself. */
  readonly rotatedSecretArns: readonly string[];
  /** Whether engineers may open a shell in its containers. */
  readonly executeCommand: boolean;
}

/**
 * A service's two roles, each with what it needs and no more: with the execution role ECS starts
 * the task, with the task role the service itself calls AWS.
 */
export class ServiceRoles extends Construct {
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;

  constructor(scope: Construct, id: string, props: ServiceRolesProps) {
    super(scope, id);
    this.executionRoleArn = this.#addRole('execution', props, [
      // It knows no resources.
      { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
      {
        actions: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:GetDownloadUrlForLayer',
        ],
        resources: [props.repositoryArn],
      },
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: props.logGroupArns.map((arn) => `${arn}:*`),
      },
      ...readSecrets(props.secretArns),
    ]);
    this.taskRoleArn = this.#addRole('task', props, [
      ...readSecrets([...props.secretArns, ...props.readSecretArns]),
      ...writeSecrets(props.rotatedSecretArns),
      ...(props.executeCommand ? [openShell] : []),
    ]);
  }

  #addRole(kind: string, props: ServiceRolesProps, allowed: readonly Allowed[]): string {
    const role = new IamRole(this, kind, {
      name: `${props.name}-${kind}`,
      assumeRolePolicy: assumableBy('ecs-tasks.amazonaws.com', props.accountId),
    });
    if (allowed.length > 0) {
      new IamRolePolicy(this, `${kind}_policy`, {
        name: kind,
        role: role.id,
        policy: allow(allowed),
      });
    }
    return role.arn;
  }
}

function readSecrets(resources: readonly string[]): Allowed[] {
  if (resources.length === 0) return [];
  return [{ actions: ['secretsmanager:GetSecretValue'], resources }];
}

/** What it takes to replace the current version of a secret, and no other writer's. */
function writeSecrets(resources: readonly string[]): Allowed[] {
  if (resources.length === 0) return [];
  return [
    {
      actions: ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
      resources,
    },
  ];
}

/** What ECS Exec needs (ECS developer guide); the actions know no resources. */
const openShell: Allowed = {
  actions: [
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
  ],
  resources: ['*'],
};
