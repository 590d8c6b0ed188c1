import path from 'node:path';
import { EC2 } from '@aws-sdk/client-ec2';
import { type ContainerDefinition, ECS, type Task } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { manifest as gateway } from '@stockroom/gateway/manifest';
import { readConfig } from '@stockroom/service';
import { describeWith, requirements } from '@stockroom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { services } from '../../src/services.ts';
import { listResources, planChanges, readOutputs, showState } from '../../src/terraform/index.ts';
import { createSnapshot } from './create-snapshot.ts';
import { type EmulatedDeployment, startEmulatedDeployment } from './emulated-deployment.ts';
import { pushImage } from './push-image.ts';
import { taskVariables } from './task-variables.ts';
import type { changes } from './variants.ts';

/** In dependency order. */
const stacks = ['registry', 'network', 'data', 'platform', 'services'].map(
  (part) => `other-${part}`,
);

describeWith(
  [requirements.terraform, requirements.python],
  'an environment on instances, with HTTPS and PostgreSQL, in an emulated AWS',
  () => {
    let deployment: EmulatedDeployment;
    let ecs: ECS;
    let ec2: EC2;
    let loadBalancing: ElasticLoadBalancingV2;
    let secretsManager: SecretsManager;

    beforeAll(async () => {
      deployment = await startEmulatedDeployment(path.join(import.meta.dirname, 'variants.ts'));
      ecs = new ECS(deployment.client);
      ec2 = new EC2(deployment.client);
      loadBalancing = new ElasticLoadBalancingV2(deployment.client);
      secretsManager = new SecretsManager(deployment.client);
      deployment.set({ TF_VAR_release: 'one' });
      await deployment.cdktf('deploy', 'other-registry', '--auto-approve');
      const emulator = deployment.client.endpoint;
      for (const { name } of services) {
        for (const release of ['one', 'two']) {
          await pushImage({ emulator, repository: `stockroom/${name}`, tag: release });
        }
      }
      await pushImage({ emulator, repository: 'stockroom/gateway', tag: 'broken' });
      await pushImage({
        emulator,
        repository: 'stockroom/inventory',
        tag: 'broken',
        exitCode: 1,
      });
      await deployment.cdktf('deploy', 'other-*', '--auto-approve');
    });

    afterAll(() => deployment?.end());

    it.each(services)(
      'runs $name on its instances, by the digest of the release',
      async ({ name }) => {
        const service = await describeService(name);
        expect(service).toMatchObject({
          status: 'ACTIVE',
          capacityProviderStrategy: [{ capacityProvider: 'stockroom-other-instances' }],
          deploymentConfiguration: { alarms: { enable: true, rollback: true } },
        });
        expect(await imageOf(name)).toMatch(new RegExp(`/stockroom/${name}@sha256:[0-9a-f]{64}$`));
      },
    );

    it('lets ECS scale the instances and drain those that go', async () => {
      const { capacityProviders } = await ecs.describeCapacityProviders({
        capacityProviders: ['stockroom-other-instances'],
      });
      expect(capacityProviders).toMatchObject([
        {
          autoScalingGroupProvider: {
            managedDraining: 'ENABLED',
            managedScaling: { status: 'ENABLED' },
            managedTerminationProtection: 'ENABLED',
          },
        },
      ]);
    });

    it('is served by HTTPS, to which HTTP is redirected', async () => {
      const { LoadBalancers: [loadBalancer] = [] } = await loadBalancing.describeLoadBalancers({});
      const { Listeners = [] } = await loadBalancing.describeListeners({
        LoadBalancerArn: loadBalancer?.LoadBalancerArn,
      });
      const byPort = Object.fromEntries(Listeners.map((listener) => [listener.Port, listener]));
      expect(byPort).toMatchObject({
        80: { DefaultActions: [{ Type: 'redirect' }] },
        443: {
          Protocol: 'HTTPS',
          SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
          Certificates: [{ CertificateArn: expect.stringMatching(/^arn:aws:acm:/) }],
        },
      });
    });

    it('keeps its data in a PostgreSQL over two Availability Zones', async () => {
      expect(JSON.stringify(await showState('other-data', deployment.stacks))).toMatch(
        /"engine":"postgres".*"multi_az":true/,
      );
    });

    it('has people who sign in, and tells the gateway where', async () => {
      const { issuer, client_id, user_pool_id } = await readOutputs(
        'other-data',
        deployment.stacks,
      );
      expect(issuer).toBe(`https://cognito-idp.us-east-1.amazonaws.com/${user_pool_id}`);
      const { url } = await readOutputs('other-services', deployment.stacks);
      const variables = await taskVariables(await containerOf('gateway'), secretsManager);
      expect(readConfig(gateway.environment, variables)).toMatchObject({
        PUBLIC_URL: url,
        OIDC_ISSUER: issuer,
        OIDC_CLIENT_ID: client_id,
        OIDC_AUDIENCE: client_id,
        OIDC_SCOPE_PREFIX: 'stockroom/',
        OIDC_PERMISSIONS_CLAIM: 'cognito:groups',
        SESSION_KEY: expect.stringMatching(/^[A-Za-z0-9]{64}$/),
        API_KEYS_SECRET_ARN: expect.stringContaining('stockroom-other/api-keys'),
        ACTOR_KEY_SECRET_ARN: expect.stringContaining('stockroom-other/actor-key'),
      });
    });

    it('reaches AWS without NAT', async () => {
      expect(await ec2.describeNatGateways({})).toMatchObject({ NatGateways: [] });
      const { VpcEndpoints = [] } = await ec2.describeVpcEndpoints({});
      expect(
        VpcEndpoints.map(({ ServiceName }) => ServiceName?.split('us-east-1.')[1]).toSorted(),
      ).toEqual([
        'ecr.api',
        'ecr.dkr',
        'ecs',
        'ecs-agent',
        'ecs-telemetry',
        'logs',
        's3',
        'secretsmanager',
        'ssmmessages',
      ]);
    });

    it.each(stacks)('has nothing left to change in %s', async (stack) => {
      expect(await planChanges(stack, deployment.stacks)).toBeUndefined();
    });

    it('refuses a release without images in the plan, names the image and says what to do', async () => {
      deployment.set({ TF_VAR_release: 'missing' });
      await expect(planChanges('other-services', deployment.stacks)).rejects.toThrow(
        /Error: [\s\S]*with data\.aws_ecr_image\.gateway_image\["stockroom\/gateway:missing, which has to be pushed before"\]/,
      );
    });

    it('changes task definitions and services for a new release, and nothing else', async () => {
      deployment.set({ TF_VAR_release: 'two' });
      expect(await planned(['other-services'])).toEqual({
        'aws_ecs_service.gateway': 'updated in-place',
        'aws_ecs_service.inventory': 'updated in-place',
        'aws_ecs_task_definition.gateway_task': 'replaced',
        'aws_ecs_task_definition.inventory_migration': 'replaced',
        'aws_ecs_task_definition.inventory_task': 'replaced',
      });
      const before = await imageOf('gateway');
      await deployAlone('other-services');
      expect(await imageOf('gateway')).not.toBe(before);
      expect(await planChanges('other-services', deployment.stacks)).toBeUndefined();
    });

    it('fails when the tasks of a release do not stay up, and leaves the release before in service', async () => {
      const before = await Promise.all(services.map(({ name }) => imageOf(name)));
      deployment.set({ TF_VAR_release: 'broken' });
      await expect(deployAlone('other-services')).rejects.toThrow(
        /ECS rolled inventory back: the tasks of the new release/,
      );
      expect(await Promise.all(services.map(({ name }) => imageOf(name)))).toEqual(before);
      expect(await describeService('inventory')).toMatchObject({
        runningCount: 2,
        deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
      });
      expect(await stoppedTasks('inventory')).toContainEqual(
        expect.objectContaining({
          stoppedReason: 'Essential container in task exited',
          containers: [expect.objectContaining({ exitCode: 1 })],
        }),
      );
    });

    it('is as before when the release before is deployed again', async () => {
      deployment.set({ TF_VAR_release: 'two' });
      await deployAlone('other-services');
      expect(await planned(['other-services'])).toEqual({});
    });

    it.each<[change: keyof typeof changes, stack: string, planned: Record<string, string>]>([
      [
        'deletion protection on',
        'other-platform',
        {
          'aws_lb.load_balancer': 'updated in-place',
          'aws_s3_bucket.load_balancer_access_logs': 'updated in-place',
        },
      ],
      ['deletion protection on', 'other-data', { 'aws_db_instance.database': 'updated in-place' }],
      ['the firewall off', 'other-platform', { 'aws_wafv2_web_acl.firewall': 'destroyed' }],
      [
        'shells in containers off',
        'other-services',
        {
          'aws_ecs_service.gateway': 'updated in-place',
          'aws_ecs_service.inventory': 'updated in-place',
        },
      ],
      [
        'logs kept longer',
        'other-services',
        { 'aws_cloudwatch_log_group.gateway_log': 'updated in-place' },
      ],
    ])('plans "%s" in %s in place', async (change, stack, expected) => {
      deployment.set({ VARIANT_CHANGE: change });
      await deployment.cdktf('synth');
      const changed = await planned([stack]);
      expect(changed).toMatchObject(expected);
      // A task definition is never changed, it gets a new revision.
      const replaced = Object.keys(changed).filter((address) => changed[address] === 'replaced');
      expect(replaced.filter((address) => !/^aws_ecs_task_definition\./.test(address))).toEqual([]);
    });

    it('has nothing to change when every setting is as before', async () => {
      deployment.set({ VARIANT_CHANGE: '' });
      await deployment.cdktf('synth');
      expect(await planned(['other-platform', 'other-services'])).toEqual({});
    });

    it('makes its database anew from a snapshot, and nothing else', async () => {
      await createSnapshot(deployment.client.endpoint, 'stockroom-other', 'stockroom-other-good');
      deployment.set({ VARIANT_CHANGE: 'data from a snapshot' });
      await deployment.cdktf('synth');
      expect(await planned(['other-data'])).toEqual({ 'aws_db_instance.database': 'replaced' });

      const before = await databaseSecretOf('inventory');
      await deployAlone('other-data');
      await deployAlone('other-services');
      expect(await databaseInState()).toMatchObject({
        snapshot_identifier: 'stockroom-other-good',
        status: 'available',
        engine: 'postgres',
        username: 'stockroom',
        multi_az: true,
        storage_encrypted: true,
        db_subnet_group_name: 'stockroom-other',
      });
      expect(await databaseSecretOf('inventory')).not.toBe(before);
      expect(await planned(['other-data', 'other-services'])).toEqual({});
    });

    it('is taken away again, without anything left behind', async () => {
      await deployment.cdktf('destroy', 'other-*', '--auto-approve');

      const resources = await Promise.all(
        stacks.map((stack) => listResources(stack, deployment.stacks)),
      );
      expect(resources.flat()).toEqual([]);
      expect(await ecs.listClusters({})).toMatchObject({ clusterArns: [] });
      expect(await loadBalancing.describeLoadBalancers({})).toMatchObject({ LoadBalancers: [] });
      const { Vpcs = [] } = await ec2.describeVpcs({});
      expect(Vpcs.filter(({ IsDefault }) => !IsDefault)).toEqual([]);
      const { SecurityGroups = [] } = await ec2.describeSecurityGroups({});
      expect(SecurityGroups.filter(({ GroupName }) => GroupName !== 'default')).toEqual([]);
    });

    async function deployAlone(stack: string): Promise<void> {
      await deployment.cdktf(
        'deploy',
        stack,
        '--auto-approve',
        '--ignore-missing-stack-dependencies',
      );
    }

    /** What a deployment would do to which address. */
    async function planned(inStacks: readonly string[]): Promise<Record<string, string>> {
      const plans: string[] = [];
      // One after the other: each starts Terraform and the provider.
      for (const stack of inStacks) plans.push((await planChanges(stack, deployment.stacks)) ?? '');
      return Object.fromEntries(
        plans
          .flatMap((plan) => [...plan.matchAll(/^ +# (\S+) (?:will|must) be (.+?)$/gm)])
          .filter(([, address = '']) => !address.startsWith('data.'))
          .map(([, address = '', what = '']) => [address, what]),
      );
    }

    async function describeService(name: string) {
      const { services: [service] = [] } = await ecs.describeServices({
        cluster: 'stockroom-other',
        services: [name],
      });
      if (service === undefined) throw new Error(`There is no ECS service ${name}`);
      return service;
    }

    async function stoppedTasks(name: string): Promise<Task[]> {
      const { taskArns: tasks = [] } = await ecs.listTasks({
        cluster: 'stockroom-other',
        serviceName: name,
        desiredStatus: 'STOPPED',
      });
      return (await ecs.describeTasks({ cluster: 'stockroom-other', tasks })).tasks ?? [];
    }

    async function databaseInState(): Promise<unknown> {
      const { values } = (await showState('other-data', deployment.stacks)) as {
        values: { root_module: { resources: { address: string; values: unknown }[] } };
      };
      return values.root_module.resources.find(
        ({ address }) => address === 'aws_db_instance.database',
      )?.values;
    }

    async function databaseSecretOf(name: string): Promise<string | undefined> {
      const { environment = [] } = await containerOf(name);
      return environment.find((variable) => variable.name === 'DATABASE_SECRET_ARN')?.value;
    }

    async function containerOf(name: string): Promise<ContainerDefinition> {
      const { taskDefinition } = await describeService(name);
      const described = await ecs.describeTaskDefinition({ taskDefinition });
      return described.taskDefinition?.containerDefinitions?.[0] ?? {};
    }

    async function imageOf(name: string): Promise<string> {
      return (await containerOf(name)).image ?? '';
    }
  },
);
