import { looksLikeSecret, namesSecret } from '../../secret-detection.ts';
import { blocks } from '../../synthesized/stacks.ts';
import { containersOf } from '../containers.ts';
import { type Policy, unless } from '../policy.ts';

const passwordAttributes = [
  'password',
  'password_wo',
  'master_password',
  'master_password_wo',
  'secret_string',
  'secret_binary',
];

/** No secrets in configurations, states and task definitions. */
export const secrets: readonly Policy[] = [
  {
    id: 'secrets/not-in-environment',
    reason: 'everyone who can describe task definitions can read it, and deployment logs show it',
    source: 'AWS FSBP ECS.8',
    fix: "store it in Secrets Manager and name the variable in the manifest's secrets",
    types: ['aws_ecs_task_definition'],
    violations: (resource) =>
      containersOf(resource).flatMap((container) =>
        blocks(container.environment).flatMap(({ name, value }) =>
          unless(
            !namesSecret(String(name)) && !looksLikeSecret(String(value)),
            `has what looks like a secret in the variable ${name} of ${container.name}`,
            String(name),
          ),
        ),
      ),
  },
  {
    id: 'secrets/not-in-configuration',
    reason: 'the password is in the repository, the state and every plan',
    source: 'AWS Well-Architected SEC02-BP03',
    fix: 'let AWS generate and rotate it: manageMasterUserPassword',
    types: ['*'],
    violations: ({ attributes }) =>
      passwordAttributes
        .filter((name) => attributes[name] !== undefined)
        .map((name) => ({ message: `sets ${name}`, subject: name })),
  },
  {
    id: 'secrets/managed-by-aws',
    reason: 'a chosen password is known to a person and never rotated',
    source: 'AWS FSBP SecretsManager.1, AWS Well-Architected SEC02-BP03',
    fix: 'set manageMasterUserPassword to true',
    types: ['aws_docdb_cluster', 'aws_db_instance', 'aws_rds_cluster'],
    violations: ({ attributes }) =>
      unless(
        attributes.manage_master_user_password === true ||
          // A replica has the password of its source.
          attributes.replicate_source_db !== undefined,
        'has a password that AWS does not rotate',
      ),
  },
];
