import { DocDB } from '@aws-sdk/client-docdb';
import { EC2, type IpPermission } from '@aws-sdk/client-ec2';
import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { readConfig } from '@stockroom/service';
import { describeWith, requirements } from '@stockroom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { services } from '../../src/services.ts';
import { listResources, planChanges, readOutputs, showState } from '../../src/terraform/index.ts';
import { type EmulatedDeployment, startEmulatedDeployment } from './emulated-deployment.ts';
import { taskVariables } from './task-variables.ts';

/** In dependency order. */
const stacks = ['registry', 'network', 'data', 'platform', 'services'].map(
  (part) => `local-${part}`,
);

describeWith(
  [requirements.terraform, requirements.python],
  "cdktf deploy 'local-*' into an emulated AWS",
  () => {
    let deployment: EmulatedDeployment;
    let ecs: ECS;
    let ec2: EC2;
    let loadBalancing: ElasticLoadBalancingV2;
    let docdb: DocDB;
    let secretsManager: SecretsManager;

    beforeAll(async () => {
      deployment = await startEmulatedDeployment();
      ecs = new ECS(deployment.client);
      ec2 = new EC2(deployment.client);
      loadBalancing = new ElasticLoadBalancingV2(deployment.client);
      docdb = new DocDB(deployment.client);
      secretsManager = new SecretsManager(deployment.client);
      await deployment.cdktf('deploy', 'local-*', '--auto-approve');
    });

    afterAll(() => deployment?.end());

    it('puts what every stack is for into the Terraform state', async () => {
      const resources = await Promise.all(
        stacks.map((stack) => listResources(stack, deployment.stacks)),
      );
      expect(resources.flat()).toEqual(
        expect.arrayContaining([
          'aws_ecr_repository.gateway',
          'aws_subnet.vpc_data_b',
          'aws_docdb_cluster.database',
          'aws_lb.load_balancer',
          'aws_ecs_service.gateway',
          'aws_ecs_service.inventory',
        ]),
      );
    });

    it('says in its outputs where the system is reached and what each service became', async () => {
      expect(await readOutputs('local-services', deployment.stacks)).toEqual({
        url: expect.stringMatching(/^http:\/\/stockroom-local\.alb\.localhost:\d+$/),
        release: 'local',
        cluster_name: 'stockroom-local',
        services: {
          gateway: expect.objectContaining({ service: 'gateway' }),
          inventory: expect.objectContaining({ service: 'inventory' }),
        },
      });
    });

    it.each(services)(
      'runs as many tasks of $name as its manifest wants, in two zones',
      async (manifest) => {
        const service = await describeService(manifest.name);
        expect(service).toMatchObject({
          status: 'ACTIVE',
          desiredCount: manifest.scaling.minTasks,
          runningCount: manifest.scaling.minTasks,
          deployments: [{ rolloutState: 'COMPLETED' }],
        });
        const subnets = service.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
        const { Subnets = [] } = await ec2.describeSubnets({ SubnetIds: subnets });
        expect(Subnets.map(({ AvailabilityZone }) => AvailabilityZone).toSorted()).toEqual([
          'us-east-1a',
          'us-east-1b',
        ]);
        expect(Subnets.map(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch)).toEqual([
          false,
          false,
        ]);
      },
    );

    it('asks the tasks of the gateway for their health where its manifest says', async () => {
      const { TargetGroups = [] } = await loadBalancing.describeTargetGroups({});
      expect(TargetGroups).toMatchObject([
        {
          TargetGroupName: 'stockroom-local-gateway',
          TargetType: 'ip',
          Port: 8080,
          HealthCheckPath: '/health',
          HealthCheckIntervalSeconds: 10,
          HealthCheckTimeoutSeconds: 5,
          HealthyThresholdCount: 2,
        },
      ]);
    });

    it('gives the inventory the secret of the database, and no other service', async () => {
      const [cluster] = (await docdb.describeDBClusters({})).DBClusters ?? [];
      const secret = cluster?.MasterUserSecret?.SecretArn;
      expect(secret).toMatch(/^arn:aws:secretsmanager:/);
      expect((await describeContainer('inventory')).secrets).toEqual([
        { name: 'DATABASE_PASSWORD', valueFrom: `${secret}:password::` },
        { name: 'DATABASE_USERNAME', valueFrom: `${secret}:username::` },
      ]);
      expect(JSON.stringify(await describeContainer('gateway'))).not.toContain(secret);
    });

    it('gives the gateway a key for sessions, and a place for API keys that is empty', async () => {
      const [sessionKey] = (await describeContainer('gateway')).secrets ?? [];
      expect(sessionKey?.name).toBe('SESSION_KEY');
      expect(await secretValue(sessionKey?.valueFrom)).toMatch(/^[A-Za-z0-9]{64}$/);
      await expect(secretValue('stockroom-local/api-keys')).rejects.toThrow(/AWSCURRENT/);
    });

    it('gives gateway and inventory the key that callers are signed with', async () => {
      expect(await secretValue('stockroom-local/actor-key')).toMatch(/^[A-Za-z0-9]{64}$/);
      for (const service of ['gateway', 'inventory']) {
        const { environment } = await describeContainer(service);
        expect(environment).toContainEqual({
          name: 'ACTOR_KEY_SECRET_ARN',
          value: expect.stringContaining('stockroom-local/actor-key'),
        });
      }
    });

    it.each(services)('tells $name what its configuration takes', async (manifest) => {
      if (manifest.environment === undefined) return;
      const variables = await taskVariables(await describeContainer(manifest.name), secretsManager);
      expect(readConfig(manifest.environment, variables)).toMatchObject({ RELEASE: 'local' });
    });

    it('writes no secret anywhere: not into a state, not into what ECS shows', async () => {
      const secrets = [
        await databasePassword(),
        await secretValue('stockroom-local/session-key'),
        await secretValue('stockroom-local/actor-key'),
      ];
      const shown = await Promise.all([
        ...stacks.map((stack) => deployment.stateFile(stack)),
        ...stacks.map(async (stack) => JSON.stringify(await showState(stack, deployment.stacks))),
        ...services.map(async ({ name }) => JSON.stringify(await describeContainer(name))),
        docdb.describeDBClusters({}).then(JSON.stringify),
      ]);
      for (const secret of secrets) {
        expect(secret.length).toBeGreaterThan(10);
        expect(shown.filter((text) => text.includes(secret))).toEqual([]);
      }
    });

    it('has two instances of DocumentDB in two zones', async () => {
      const { DBInstances = [] } = await docdb.describeDBInstances({});
      expect(DBInstances.map(({ AvailabilityZone }) => AvailabilityZone).toSorted()).toEqual([
        'us-east-1a',
        'us-east-1b',
      ]);
    });

    it('allows connections from the internet over the load balancer, gateway and inventory to the database', async () => {
      expect(await connections()).toEqual([
        '0.0.0.0/0 -> stockroom-local-load-balancer:80',
        'stockroom-local-gateway -> stockroom-local-inventory:3001',
        'stockroom-local-inventory -> stockroom-local-database:27017',
        'stockroom-local-load-balancer -> stockroom-local-gateway:8080',
      ]);
    });

    it.each(stacks)('has nothing left to change in %s', async (stack) => {
      expect(await planChanges(stack, deployment.stacks)).toBeUndefined();
    });

    it('is taken away again, without anything left behind', async () => {
      await deployment.cdktf('destroy', 'local-*', '--auto-approve');

      const resources = await Promise.all(
        stacks.map((stack) => listResources(stack, deployment.stacks)),
      );
      expect(resources.flat()).toEqual([]);
      expect(await connections()).toEqual([]);
      expect(await ecs.listClusters({})).toMatchObject({ clusterArns: [] });
      expect(await loadBalancing.describeLoadBalancers({})).toMatchObject({ LoadBalancers: [] });
      expect(await loadBalancing.describeTargetGroups({})).toMatchObject({ TargetGroups: [] });
      expect(await docdb.describeDBClusters({})).toMatchObject({ DBClusters: [] });
      expect(await secretsManager.listSecrets({})).toMatchObject({ SecretList: [] });
      const { Vpcs = [] } = await ec2.describeVpcs({});
      expect(Vpcs.filter(({ IsDefault }) => !IsDefault)).toEqual([]);
    });

    async function describeService(name: string) {
      const { services: [service] = [] } = await ecs.describeServices({
        cluster: 'stockroom-local',
        services: [name],
      });
      if (service === undefined) throw new Error(`There is no ECS service ${name}`);
      return service;
    }

    async function describeContainer(name: string) {
      const { taskDefinition } = await describeService(name);
      const described = await ecs.describeTaskDefinition({ taskDefinition });
      const [container] = described.taskDefinition?.containerDefinitions ?? [];
      if (container === undefined) throw new Error(`${name} has no container`);
      return container;
    }

    async function databasePassword(): Promise<string> {
      const [cluster] = (await docdb.describeDBClusters({})).DBClusters ?? [];
      const value = await secretValue(cluster?.MasterUserSecret?.SecretArn);
      return (JSON.parse(value) as { password?: string }).password ?? '';
    }

    async function secretValue(SecretId: string | undefined): Promise<string> {
      return (await secretsManager.getSecretValue({ SecretId })).SecretString ?? '';
    }

    /** Every connection that the ingress rules allow. */
    async function connections(): Promise<string[]> {
      const { SecurityGroups = [] } = await ec2.describeSecurityGroups({});
      const nameOf = (id: string | undefined) =>
        SecurityGroups.find(({ GroupId }) => GroupId === id)?.GroupName ?? id;
      const callers = ({ IpRanges = [], UserIdGroupPairs = [] }: IpPermission) => [
        ...IpRanges.map(({ CidrIp }) => CidrIp),
        ...UserIdGroupPairs.map(({ GroupId }) => nameOf(GroupId)),
      ];
      return SecurityGroups.filter(({ GroupName }) => GroupName !== 'default')
        .flatMap(({ GroupName, IpPermissions = [] }) =>
          IpPermissions.flatMap((permission) =>
            callers(permission).map((caller) => `${caller} -> ${GroupName}:${permission.FromPort}`),
          ),
        )
        .toSorted();
    }
  },
);
