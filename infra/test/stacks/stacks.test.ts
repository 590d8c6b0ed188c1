import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dev } from '../../src/environments/dev.ts';
import { environments, shared } from '../../src/environments/index.ts';
import { services } from '../../src/services.ts';
import { addEnvironmentStacks, addSharedStacks } from '../../src/stacks/index.ts';
import { named, reference, synthesize, synthesizeApp, synthesizeShared } from '../synthesis.ts';

const synthesizeEverything = () =>
  synthesizeApp((app) => {
    addSharedStacks(app, shared, services);
    for (const environment of environments) {
      addEnvironmentStacks(app, environment, shared, services);
    }
  });

const everything = synthesizeEverything();
const all = Object.entries(everything);

describe('the stacks', () => {
  it('are two shared ones and four of each environment, and a dedicated registry for the emulated AWS', () => {
    expect(Object.keys(everything).toSorted()).toEqual(
      [
        'shared-state',
        'shared-registry',
        'local-registry',
        ...['local', 'dev', 'staging', 'prod'].flatMap((environment) =>
          ['network', 'data', 'platform', 'services'].map((part) => `${environment}-${part}`),
        ),
      ].toSorted(),
    );
  });

  it('are the same bytes when they are synthesized twice', () => {
    const texts = (stacks: typeof everything) =>
      Object.entries(stacks).map(([name, { text }]) => [name, text]);
    expect(texts(synthesizeEverything())).toEqual(texts(everything));
  });

  it.each(all)(
    'tag all of %s with project, environment, stack and who manages it',
    (name, stack) => {
      expect(stack.provider.default_tags).toEqual([
        {
          tags: {
            project: 'stockroom',
            environment: name.split('-')[0],
            stack: name,
            'managed-by': 'cdktf',
          },
        },
      ]);
    },
  );

  it.each(all)('hold no password in %s', (_, { text }) => {
    expect(text).not.toMatch(/"(master_)?password(_wo)?":/);
    expect(text).not.toMatch(/"secret_string"/);
  });

  it.each(all)('let %s be deployed to its own account only', (_, stack) => {
    expect(stack.provider.allowed_account_ids).toEqual([expect.stringMatching(/^\d{12}$/)]);
  });

  it.each(all)('have addresses in %s that people can read', (_, stack) => {
    const resources = stack.json.resource as Record<string, Record<string, unknown>>;
    const names = Object.values(resources).flatMap(Object.keys);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
  });
});

describe('the AWS provider', () => {
  it('has an exact version in every stack, and a range in the emulated AWS', () => {
    for (const [name, { terraform }] of all) {
      const { aws } = terraform.required_providers as { aws: { version: string } };
      expect(aws.version, name).toMatch(name.startsWith('local-') ? /^>= / : /^\d+\.\d+\.\d+$/);
    }
  });
});

describe('the state', () => {
  it('of the emulated AWS is a file for each stack, outside of what is synthesized', () => {
    const { terraform } = named(everything, 'local-network');
    const { path: file } = (terraform.backend as { local: { path: string } }).local;
    expect(path.isAbsolute(file)).toBe(true);
    expect(file).toMatch(/\.data\/local\/terraform\/local-network\.tfstate$/);
  });

  it('of every other environment is in S3, encrypted and with its lock file', () => {
    expect(named(everything, 'dev-network').terraform.backend).toEqual({
      s3: {
        bucket: 'stockroom-terraform-state-111111111111',
        key: 'dev/dev-network.tfstate',
        region: 'us-east-1',
        encrypt: true,
        use_lockfile: true,
        allowed_account_ids: ['111111111111'],
      },
    });
  });

  it('of the bucket that holds the states is not in that bucket', () => {
    expect(named(synthesizeShared(), 'shared-state').terraform.backend).toHaveProperty('local');
  });

  it('of one stack is read by the next from where it is kept', () => {
    const [[, reference] = []] = Object.entries(
      named(everything, 'dev-data').data('terraform_remote_state'),
    );
    expect(reference).toMatchObject({
      backend: 's3',
      config: { bucket: 'stockroom-terraform-state-111111111111', key: 'dev/dev-network.tfstate' },
    });
  });
});

describe('the emulated AWS', () => {
  const provider = named(everything, 'local-services').provider;

  it('gets every call of its stacks, with credentials that no real account accepts', () => {
    expect(provider).toMatchObject({ access_key: 'emulated', secret_key: 'emulated' });
    const [endpoints = {}] = provider.endpoints as Record<string, string>[];
    expect(new Set(Object.values(endpoints))).toEqual(new Set(['http://127.0.0.1:5566']));
    expect(Object.keys(endpoints)).toEqual(
      expect.arrayContaining(['ec2', 'ecs', 'elbv2', 'docdb', 'iam', 'sts']),
    );
  });

  it('gets no call of another environment', () => {
    const { provider } = named(everything, 'dev-services');
    expect(Object.keys(provider).toSorted()).toEqual([
      'allowed_account_ids',
      'default_tags',
      'region',
    ]);
  });
});

describe('the outputs of the services', () => {
  it('have the public URL: of the domain, or of the emulator', () => {
    const url = (name: string) => named(everything, name).outputs.url?.value;
    expect(url('prod-services')).toBe('https://stockroom.example.com');
    expect(url('dev-services')).toBe('https://dev.stockroom.example.com');
    expect(url('local-services')).toBe('http://stockroom-local.alb.localhost:5566');
  });

  it('have the names of what each service consists of', () => {
    expect(named(everything, 'local-services').outputs.services?.value).toMatchObject({
      gateway: {
        service: reference('aws_ecs_service.gateway.name'),
        task_definition: reference('aws_ecs_task_definition.gateway_task.arn'),
        log_group: reference('aws_cloudwatch_log_group.gateway_log.name'),
        target_group: reference('aws_lb_target_group.gateway_target_group.arn'),
      },
      inventory: {
        service: reference('aws_ecs_service.inventory.name'),
        task_definition: reference('aws_ecs_task_definition.inventory_task.arn'),
        log_group: reference('aws_cloudwatch_log_group.inventory_log.name'),
      },
    });
  });
});

describe('the release', () => {
  it('must be named, except in the emulated AWS', () => {
    const variable = (name: string) =>
      (named(everything, name).json.variable as Record<string, unknown>).release;
    expect(variable('dev-services')).not.toHaveProperty('default');
    expect(variable('local-services')).toMatchObject({ default: 'local' });
  });

  it('is known to no other stack, so that releasing changes no other stack', () => {
    const knowing = all.filter(([, { json }]) => json.variable !== undefined).map(([name]) => name);
    expect(knowing.every((name) => name.endsWith('-services'))).toBe(true);
  });
});

describe('two constructs of one address', () => {
  it('are an error, because one would overwrite the other', () => {
    const [service] = services;
    if (service === undefined) throw new Error('There are services');
    const clash = ['a-b', 'a_b'].map((name, index) => ({
      ...service,
      name,
      calls: [],
      public: index === 0,
    }));
    expect(() => synthesize({}, clash)).toThrow(/rename one/);
  });
});

describe('an environment', () => {
  it('can have dedicated repositories and still run images by digest', () => {
    const stacks = synthesize({ ...dev, registry: 'own' });
    expect(named(stacks, 'dev-services').data('aws_ecr_image').gateway_image).toMatchObject({
      repository_name: expect.stringContaining('aws_ecr_repository_gateway_name'),
    });
  });
});
