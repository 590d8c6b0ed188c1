import path from 'node:path';
import { EC2 } from '@aws-sdk/client-ec2';
import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describeWith, requirements } from '@stockroom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { services } from '../../src/services.ts';
import { listResources, planChanges, showState } from '../../src/terraform/index.ts';
import { type EmulatedDeployment, startEmulatedDeployment } from './emulated-deployment.ts';
import type { changes } from './other-words.ts';
import { pushImage } from './push-image.ts';

/** In the order in which each stands on those before it. */
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

    beforeAll(async () => {
      deployment = await startEmulatedDeployment(path.join(import.meta.dirname, 'other-words.ts'));
      ecs = new ECS(deployment.client);
      ec2 = new EC2(deployment.client);
      loadBalancing = new ElasticLoadBalancingV2(deployment.client);
      deployment.set({ TF_VAR_release: 'one' });
      await deployment.cdktf('deploy', 'other-registry', '--auto-approve');
      for (const { name } of services) {
        for (const release of ['one', 'two']) {
          await pushImage(deployment.client.endpoint, `stockroom/${name}`, release);
        }
      }
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

    it('refuses a release without images in the plan, and names the image', async () => {
      deployment.set({ TF_VAR_release: 'missing' });
      await expect(planChanges('other-services', deployment.stacks)).rejects.toThrow(
        /Error: [\s\S]*with data\.aws_ecr_image\.(gateway|inventory)_image/,
      );
    });

    it('changes task definitions and services for a new release, and nothing else', async () => {
      deployment.set({ TF_VAR_release: 'two' });
      expect(await planned(['other-services'])).toEqual({
        'aws_ecs_service.gateway': 'updated in-place',
        'aws_ecs_service.inventory': 'updated in-place',
        'aws_ecs_task_definition.gateway_task': 'replaced',
        'aws_ecs_task_definition.inventory_task': 'replaced',
      });
      const before = await imageOf('gateway');
      await deployment.cdktf(
        'deploy',
        'other-services',
        '--auto-approve',
        '--ignore-missing-stack-dependencies',
      );
      expect(await imageOf('gateway')).not.toBe(before);
      expect(await planChanges('other-services', deployment.stacks)).toBeUndefined();
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
      deployment.set({ OTHER_WORDS_CHANGE: change });
      await deployment.cdktf('synth');
      const changed = await planned([stack]);
      expect(changed).toMatchObject(expected);
      expect(Object.values(changed)).not.toContain('replaced');
    });

    it('has nothing to change when every setting is as before', async () => {
      deployment.set({ OTHER_WORDS_CHANGE: '' });
      await deployment.cdktf('synth');
      expect(await planned(['other-platform', 'other-services'])).toEqual({});
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

    async function imageOf(name: string): Promise<string> {
      const { taskDefinition } = await describeService(name);
      const described = await ecs.describeTaskDefinition({ taskDefinition });
      return described.taskDefinition?.containerDefinitions?.[0]?.image ?? '';
    }
  },
);
