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

/** No secret stands in a configuration, a state or a task definition. */
export const secrets: readonly Policy[] = [
  {
    id: 'secrets/not-in-environment',
    reason:
      'everybody who may describe a task definition reads it, and every log of a deployment shows it',
    source: 'AWS FSBP ECS.8',
    fix: "put it into Secrets Manager and name the variable in the manifest's secrets",
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
    reason: 'a password that is written down is in the repository, the state and every plan',
    source: 'AWS Well-Architected SEC02-BP03',
    fix: 'let AWS make and rotate it: manageMasterUserPassword',
    types: ['*'],
    violations: ({ attributes }) =>
      passwordAttributes
        .filter((name) => attributes[name] !== undefined)
        .map((name) => ({ message: `sets ${name}`, subject: name })),
  },
  {
    id: 'secrets/managed-by-aws',
    reason: 'a password that a person chose is known to that person, and never changes',
    source: 'AWS FSBP SecretsManager.1, AWS Well-Architected SEC02-BP03',
    fix: 'set manageMasterUserPassword to true',
    types: ['aws_docdb_cluster', 'aws_db_instance', 'aws_rds_cluster'],
    violations: ({ attributes }) =>
      unless(
        attributes.manage_master_user_password === true ||
          // A copy has the password of what it is a copy of.
          attributes.replicate_source_db !== undefined,
        'has a password that AWS does not rotate',
      ),
  },
];
