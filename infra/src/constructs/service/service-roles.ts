import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from 'constructs';
import { type PolicyStatement, policyDocument, trustPolicy } from '../access/policy-document.ts';
import type { ServiceEnvironment } from './service-environment.ts';

export interface ServiceRolesProps {
  /** Start of the names: `stockroom-dev-inventory`. */
  readonly name: string;
  readonly accountId: string;
  readonly repositoryArn: string;
  readonly logGroupArns: readonly string[];
  /** What of its environment are secrets. */
  readonly environment: Pick<
    ServiceEnvironment,
    'secretArns' | 'taskRoleSecretArns' | 'rotatedSecretArns'
  >;
  /** Whether engineers may open a shell in its containers. */
  readonly executeCommand: boolean;
}

/**
 * A service's two roles, with least privilege: ECS starts the task with the execution role, the
 * service itself calls AWS with the task role.
 */
export class ServiceRoles extends Construct {
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;

  constructor(scope: Construct, id: string, props: ServiceRolesProps) {
    super(scope, id);
    const { secretArns, taskRoleSecretArns, rotatedSecretArns } = props.environment;
    this.executionRoleArn = this.#addRole('execution', props, [
      // The action does not support resources.
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
      ...readSecrets(secretArns),
    ]);
    this.taskRoleArn = this.#addRole('task', props, [
      ...readSecrets([...secretArns, ...taskRoleSecretArns]),
      ...writeSecrets(rotatedSecretArns),
      ...(props.executeCommand ? [executeCommandStatement] : []),
    ]);
  }

  #addRole(kind: string, props: ServiceRolesProps, statements: readonly PolicyStatement[]): string {
    const role = new IamRole(this, kind, {
      name: `${props.name}-${kind}`,
      assumeRolePolicy: trustPolicy('ecs-tasks.amazonaws.com', props.accountId),
    });
    if (statements.length > 0) {
      new IamRolePolicy(this, `${kind}_policy`, {
        name: kind,
        role: role.id,
        policy: policyDocument(statements),
      });
    }
    return role.arn;
  }
}

function readSecrets(resources: readonly string[]): PolicyStatement[] {
  if (resources.length === 0) return [];
  return [{ actions: ['secretsmanager:GetSecretValue'], resources }];
}

/** Permissions to replace the current version of a secret. */
function writeSecrets(resources: readonly string[]): PolicyStatement[] {
  if (resources.length === 0) return [];
  return [
    {
      actions: ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
      resources,
    },
  ];
}

/** Permissions for ECS Exec (ECS developer guide); the actions do not support resources. */
const executeCommandStatement: PolicyStatement = {
  actions: [
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
  ],
  resources: ['*'],
};
