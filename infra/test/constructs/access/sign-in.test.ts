import { defineService, environmentOf } from '@stockroom/service/manifest';
import { describe, expect, it } from 'vitest';
import { prod } from '../../../src/environments/prod.ts';
import { staging } from '../../../src/environments/staging.ts';
import { type Attributes, named, reference, type Stack, synthesize } from '../../synthesis.ts';

/** A gateway that reads all that there is to read, next to a service that reads none of it. */
const gateway = defineService({
  name: 'gateway',
  description: 'Public edge',
  port: 8080,
  public: true,
  calls: ['quiet'],
  environment: environmentOf({
    PUBLIC_URL: {},
    OIDC_ISSUER: {},
    OIDC_CLIENT_ID: {},
    OIDC_AUDIENCE: {},
    OIDC_SCOPE_PREFIX: {},
    OIDC_PERMISSIONS_CLAIM: {},
    OIDC_SIGN_IN_PARAMETERS: {},
    NODE_ENV: {},
    API_KEYS_SECRET_ARN: {},
    SESSION_KEY: {},
  }),
  secrets: ['SESSION_KEY'],
});
const quiet = defineService({
  name: 'quiet',
  description: 'Reads nothing of it',
  port: 3000,
  environment: environmentOf({}),
});
const services = [gateway, quiet];

const stacks = synthesize(prod, services);
const data = named(stacks, 'prod-data');
const issuer = {
  kind: 'oidc',
  issuer: 'https://login.example.com',
  clientId: 'stockroom',
  audience: 'api://stockroom',
  scopePrefix: '',
  permissionsClaim: undefined,
  signInParameters: 'audience=stockroom',
} as const;

function containerOf(stack: Stack, service: string): Attributes {
  const task = stack.resource(`aws_ecs_task_definition.${service}_task`);
  return JSON.parse(String(task.container_definitions))[0];
}

function variablesOf(stack: Stack, service: string): Record<string, string> {
  const environment = containerOf(stack, service).environment as { name: string; value: string }[];
  return Object.fromEntries(environment.map(({ name, value }) => [name, value]));
}

function readableSecrets(stack: Stack, role: string): string[] {
  const policies = stack.resources('aws_iam_role_policy');
  const { Statement: statements = [] } = JSON.parse(String(policies[role]?.policy ?? '{}')) as {
    Statement?: { Action: string[]; Resource: string[] }[];
  };
  return statements
    .filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue'))
    .flatMap(({ Resource }) => Resource);
}

describe('the user pool of an environment', () => {
  const pool = data.resource('aws_cognito_user_pool.sign_in');
  const client = data.resource('aws_cognito_user_pool_client.sign_in_client');

  it('takes only people whom an administrator added, with a long password and a second factor', () => {
    expect(pool).toMatchObject({
      name: 'stockroom-prod',
      username_attributes: ['email'],
      admin_create_user_config: { allow_admin_create_user_only: true },
      password_policy: { minimum_length: 14, require_symbols: true },
      mfa_configuration: 'ON',
      software_token_mfa_configuration: { enabled: true },
    });
  });

  it('refuses leaked passwords, and to be deleted, where the environment says so', () => {
    expect(pool).toMatchObject({
      user_pool_tier: 'PLUS',
      user_pool_add_ons: { advanced_security_mode: 'ENFORCED' },
      deletion_protection: 'ACTIVE',
    });
    const rehearsal = named(synthesize(staging), 'staging-data').resource(
      'aws_cognito_user_pool.sign_in',
    );
    expect(rehearsal).toMatchObject({
      user_pool_tier: 'ESSENTIALS',
      deletion_protection: 'INACTIVE',
      mfa_configuration: 'OPTIONAL',
    });
    expect(rehearsal).not.toHaveProperty('user_pool_add_ons');
  });

  it('asks for no second factor where the environment wants none', () => {
    if (staging.signIn?.kind !== 'cognito') throw new Error('People sign in to staging');
    const without = { ...staging, signIn: { ...staging.signIn, secondFactor: 'none' as const } };
    const pool = named(synthesize(without), 'staging-data').resource(
      'aws_cognito_user_pool.sign_in',
    );
    expect(pool.mfa_configuration).toBe('OFF');
    expect(pool).not.toHaveProperty('software_token_mfa_configuration');
  });

  it('knows the gateway as a client without a secret, and sends people back to it alone', () => {
    expect(client).toMatchObject({
      generate_secret: false,
      allowed_oauth_flows: ['code'],
      allowed_oauth_scopes: ['email', 'openid', 'profile'],
      callback_urls: ['https://stockroom.example.com/sign-in/callback'],
      logout_urls: ['https://stockroom.example.com/'],
    });
  });

  it('does not let people change what they are known by', () => {
    expect(client).toMatchObject({
      write_attributes: ['locale'],
      read_attributes: ['email', 'email_verified', 'name'],
    });
  });

  it('has a resource server scope and a group for every scope of the API', () => {
    const permissions = ['inventory:read', 'inventory:write', 'inventory:admin'];
    const { identifier, scope } = data.resource(
      'aws_cognito_resource_server.sign_in_resource_server',
    );
    expect(identifier).toBe('stockroom');
    expect((scope as { scope_name: string }[]).map(({ scope_name }) => scope_name)).toEqual(
      permissions,
    );
    expect(Object.values(data.resources('aws_cognito_user_group')).map(({ name }) => name)).toEqual(
      permissions.toSorted(),
    );
  });

  it('does not exist without sign-in, or with an external issuer', () => {
    for (const changes of [{}, { ...prod, signIn: issuer }]) {
      for (const stack of Object.values(synthesize(changes))) {
        expect(stack.resources('aws_cognito_user_pool')).toEqual({});
      }
    }
  });
});

describe('the secrets of the gateway', () => {
  const ofRandomPassword = (id: string) =>
    reference(`ephemeral.aws_secretsmanager_random_password.${id}.random_password`);

  it('are there in every environment, and come back for 30 days where they are protected', () => {
    expect(data.resource('aws_secretsmanager_secret.access_api_keys')).toMatchObject({
      name: 'stockroom-prod/api-keys',
      recovery_window_in_days: 30,
    });
    expect(
      named(synthesize(), 'local-data').resource('aws_secretsmanager_secret.access_session_key'),
    ).toMatchObject({ name: 'stockroom-local/session-key', recovery_window_in_days: 0 });
  });

  it.each(['session_key', 'actor_key'])(
    'get a %s that is made at random and kept in no state',
    (id) => {
      expect(data.resource(`aws_secretsmanager_secret_version.access_${id}_version`)).toMatchObject(
        {
          secret_id: reference(`aws_secretsmanager_secret.access_${id}.id`),
          secret_string_wo: ofRandomPassword(id),
          // Terraform writes a value when this changes, and never else.
          secret_string_wo_version: 1,
        },
      );
      expect(data.json.ephemeral).toMatchObject({
        aws_secretsmanager_random_password: {
          [id]: { password_length: 64, exclude_punctuation: true },
        },
      });
    },
  );

  it('have no API keys that Terraform could put back over newer ones', () => {
    expect(Object.keys(data.resources('aws_secretsmanager_secret_version')).toSorted()).toEqual([
      'access_actor_key_version',
      'access_session_key_version',
    ]);
  });
});

describe('a service that reads who signs in', () => {
  const stack = named(stacks, 'prod-services');

  it('gets the user pool, its public URL and the API keys', () => {
    expect(variablesOf(stack, 'gateway')).toMatchObject({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://stockroom.example.com',
      OIDC_ISSUER: expect.stringContaining('aws_cognito_user_pool'),
      OIDC_CLIENT_ID: expect.stringContaining('aws_cognito_user_pool_client'),
      OIDC_AUDIENCE: expect.stringContaining('aws_cognito_user_pool_client'),
      OIDC_SCOPE_PREFIX: 'stockroom/',
      OIDC_PERMISSIONS_CLAIM: 'cognito:groups',
      API_KEYS_SECRET_ARN: expect.stringContaining('api_keys'),
    });
    expect(containerOf(stack, 'gateway').secrets).toEqual([
      { name: 'SESSION_KEY', valueFrom: expect.stringContaining('session_key') },
    ]);
  });

  it('gets the external issuer of the environment', () => {
    const variables = variablesOf(
      named(synthesize({ ...prod, signIn: issuer }, services), 'prod-services'),
      'gateway',
    );
    expect(variables).toMatchObject({
      OIDC_ISSUER: 'https://login.example.com',
      OIDC_CLIENT_ID: 'stockroom',
      OIDC_AUDIENCE: 'api://stockroom',
      OIDC_SIGN_IN_PARAMETERS: 'audience=stockroom',
    });
    expect(variables).not.toHaveProperty('OIDC_SCOPE_PREFIX');
    expect(variables).not.toHaveProperty('OIDC_PERMISSIONS_CLAIM');
  });

  it('gets no issuer without sign-in', () => {
    const variables = variablesOf(named(synthesize({}, services), 'local-services'), 'gateway');
    expect(Object.keys(variables).filter((name) => name.startsWith('OIDC_'))).toEqual([]);
    expect(variables.PUBLIC_URL).toBe('http://stockroom-local.alb.localhost:5566');
  });

  it('may read the API keys by itself, and is given the key of the sessions at its start', () => {
    expect(readableSecrets(stack, 'gateway_role_execution_policy')).toEqual([
      expect.stringContaining('session_key'),
    ]);
    expect(readableSecrets(stack, 'gateway_role_task_policy')).toEqual([
      expect.stringContaining('session_key'),
      expect.stringContaining('api_keys'),
    ]);
  });

  it('is the only one that gets any of it', () => {
    expect(Object.keys(variablesOf(stack, 'quiet'))).toEqual([
      'AWS_REGION',
      'HOST',
      'METRICS_NAMESPACE',
      'NODE_ENV',
      'PORT',
      'RELEASE',
    ]);
    expect(containerOf(stack, 'quiet')).not.toHaveProperty('secrets');
    expect(readableSecrets(stack, 'quiet_role_task_policy')).toEqual([]);
  });
});
