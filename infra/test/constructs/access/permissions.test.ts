import { defineService } from '@stockroom/service/manifest';
import { describe, expect, it } from 'vitest';
import { dev } from '../../../src/environments/dev.ts';
import { environments, shared } from '../../../src/environments/index.ts';
import { services } from '../../../src/services.ts';
import { addEnvironmentStacks, addSharedStacks } from '../../../src/stacks/index.ts';
import { named, type Stack, synthesize, synthesizeApp } from '../../synthesis.ts';

const platform = named(synthesize(dev), 'dev-platform');
const otherAccount = { ...dev, account: { ...dev.account, id: '222222222222' } };
const registry = (...others: readonly (typeof dev)[]) =>
  named(
    synthesizeApp((app) => addSharedStacks(app, shared, services, [...environments, ...others])),
    'shared-registry',
  );

const trustOf = (stack: Stack, role: string) =>
  JSON.parse(String(stack.resource(`aws_iam_role.${role}`).assume_role_policy)).Statement[0];

const statementsOf = (stack: Stack, policy: string): { Action: string[]; Resource: string[] }[] =>
  JSON.parse(String(stack.resource(`aws_iam_role_policy.${policy}`).policy)).Statement;

describe('the release permissions', () => {
  it("belong to workflows of one repository, in the GitHub environment of the environment's name", () => {
    expect(trustOf(platform, 'release_role')).toMatchObject({
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': 'repo:example/stockroom:environment:dev',
        },
      },
    });
  });

  it('read what a plan reads, and change nothing there', () => {
    const actions = statementsOf(platform, 'release_role_look').flatMap(({ Action }) => Action);
    for (const action of actions) expect(action).toMatch(/:(Describe|List)/);
  });

  it('change task definitions, services and the state of the services, and nothing else', () => {
    const changes = statementsOf(platform, 'release_role_release')
      .flatMap(({ Action }) => Action)
      .filter((action) => !/:(Describe|List|Get|Filter|BatchGet)/.test(action));
    expect(changes.toSorted()).toEqual([
      'ecs:DeregisterTaskDefinition',
      'ecs:RegisterTaskDefinition',
      'ecs:RunTask',
      'ecs:TagResource',
      'ecs:UpdateService',
      'iam:PassRole',
      's3:DeleteObject',
      's3:PutObject',
    ]);
  });

  it('are limited to their environment', () => {
    const resources = statementsOf(platform, 'release_role_release')
      .flatMap(({ Resource }) => Resource)
      .filter((resource) => /:(ecs|iam|logs|s3):/.test(resource));
    for (const resource of resources)
      expect(resource).toMatch(/dev|:stockroom-terraform-state-\d+$/);
  });

  it('cannot be changed by a release: the role is in another stack', () => {
    const roles = named(synthesize(dev), 'dev-services').resources('aws_iam_role');
    expect(Object.keys(roles)).not.toContain('release_role');
  });

  it('do not exist where the environment names no repository', () => {
    const { resources } = {
      resources: named(synthesize(), 'local-platform').resources('aws_iam_role'),
    };
    expect(resources).toEqual({});
  });
});

describe('the key that callers are signed with', () => {
  const quiet = defineService({ name: 'quiet', description: 'Verifies no callers', port: 3009 });
  const stacks = Object.entries(synthesize(dev, [...services, quiet]));

  /** The role policies that allow an action on the secret. */
  function policiesThatAllow(action: string): string[] {
    return stacks
      .flatMap(([, stack]) => Object.entries(stack.resources('aws_iam_role_policy')))
      .filter(([, { policy }]) =>
        (JSON.parse(String(policy)).Statement as { Action: string[]; Resource: string[] }[]).some(
          ({ Action, Resource }) =>
            [Action].flat().includes(action) &&
            [Resource].flat().some((resource) => resource.includes('access_actor_key')),
        ),
      )
      .map(([role]) => role);
  }

  it('is replaced by the gateway alone', () => {
    const writing = ['gateway_role_task_policy'];
    expect(policiesThatAllow('secretsmanager:PutSecretValue')).toEqual(writing);
    expect(policiesThatAllow('secretsmanager:UpdateSecretVersionStage')).toEqual(writing);
    const all = stacks
      .flatMap(([, stack]) => Object.values(stack.resources('aws_iam_role_policy')))
      .flatMap(({ policy }) => JSON.parse(String(policy)).Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('secretsmanager:PutSecretValue'));
    expect(all.map(({ Resource }) => Resource)).toEqual([
      [expect.stringMatching(/access_actor_key\w*_arn|access_actor_key/)],
    ]);
  });

  it('is read by those that sign and verify, by their tasks and not by ECS', () => {
    const verifying = services.filter(
      ({ environment }) => 'ACTOR_KEY_SECRET_ARN' in (environment?.properties ?? {}),
    );
    expect(policiesThatAllow('secretsmanager:GetSecretValue').toSorted()).toEqual(
      verifying.map(({ name }) => `${name}_role_task_policy`).toSorted(),
    );
    expect(verifying.map(({ name }) => name)).toEqual(['gateway', 'inventory']);
  });
});

describe('the OIDC provider of GitHub', () => {
  it('exists in the shared account once, and in every other account', () => {
    const provider = 'aws_iam_openid_connect_provider';
    expect(Object.keys(registry().resources(provider))).toEqual(['github']);
    expect(platform.resources(provider)).toEqual({});
    const inOtherAccount = named(synthesize(otherAccount), 'dev-platform');
    expect(Object.keys(inOtherAccount.resources(provider))).toEqual(['github']);
  });

  it('exists in an account once, however many environments share it', () => {
    const sharing = ['one', 'two'].map((name) => ({ ...otherAccount, name }));
    const silent = { ...otherAccount, name: 'silent', deployFrom: undefined };
    const all = [silent, ...sharing];
    const stacks = synthesizeApp((app) => {
      for (const environment of all) {
        addEnvironmentStacks(app, environment, shared, services, all);
      }
    });
    const creating = Object.entries(stacks)
      .filter(([, stack]) => 'github' in stack.resources('aws_iam_openid_connect_provider'))
      .map(([name]) => name);
    expect(creating).toEqual(['one-platform']);
    for (const { name } of sharing) {
      expect(trustOf(named(stacks, `${name}-platform`), 'release_role').Principal.Federated).toBe(
        'arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com',
      );
    }
  });
});

describe('the permission to push images', () => {
  it('belongs to the main branch, and is limited to the repositories', () => {
    expect(trustOf(registry(), 'push_role').Condition.StringEquals).toMatchObject({
      'token.actions.githubusercontent.com:sub': 'repo:example/stockroom:ref:refs/heads/main',
    });
    const [, push] = statementsOf(registry(), 'push_role_push');
    expect(push?.Action).toContain('ecr:PutImage');
    expect(push?.Resource).toHaveLength(services.length);
  });
});

describe('the permission to pull images', () => {
  it('is given to other accounts that run them', () => {
    const policy = registry({ ...otherAccount, name: 'other' }).resource(
      'aws_ecr_repository_policy.gateway_policy',
    );
    expect(JSON.parse(String(policy.policy)).Statement).toMatchObject([
      { Principal: { AWS: ['arn:aws:iam::222222222222:root'] } },
    ]);
  });

  it('needs no policy where all environments are in the account of the registry', () => {
    expect(registry().resources('aws_ecr_repository_policy')).toEqual({});
  });
});
