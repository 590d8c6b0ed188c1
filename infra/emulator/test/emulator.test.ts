import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { DocDB } from '@aws-sdk/client-docdb';
import { EC2 } from '@aws-sdk/client-ec2';
import { ECS, type UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { describeWith, requirements } from '@stockroom/testing';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRepository, pushImage } from '../../test/deploy/push-image.ts';
import { type Emulator, startEmulator } from '../start-emulator.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const dataDirectory = path.join(repository, '.data/emulator');

describeWith([requirements.python], 'the emulated AWS', () => {
  let runDirectory: string;
  let emulator: Emulator;
  const options = () => ({
    endpoint: emulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'emulated', secretAccessKey: 'emulated' },
    maxAttempts: 1,
  });

  beforeAll(async () => {
    runDirectory = await mkdtemp(path.join(tmpdir(), 'stockroom-emulator-'));
    emulator = await startEmulator({ port: 0, dataDirectory, runDirectory });
  }, 180_000);
  afterAll(async () => {
    await emulator?.stop();
    await rm(runDirectory, { recursive: true, force: true });
  });

  test('the health path returns the id of this start', async () => {
    const response = await fetch(`${emulator.url}/_stockroom/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', instance: emulator.instance });
  });

  test('an ECS service is steady at once and returns the requested settings', async () => {
    const ecs = new ECS(options());
    const namespace = 'arn:aws:servicediscovery:us-east-1:000000000000:namespace/ns-test';
    const { cluster } = await ecs.createCluster({
      clusterName: 'steady',
      settings: [{ name: 'containerInsights', value: 'enhanced' }],
      serviceConnectDefaults: { namespace },
    });
    const described = await ecs.describeClusters({ clusters: ['steady'], include: ['SETTINGS'] });
    expect(described.clusters?.[0]).toMatchObject({
      serviceConnectDefaults: { namespace },
      settings: [{ name: 'containerInsights', value: 'enhanced' }],
    });
    const register = async () => {
      const { taskDefinition } = await ecs.registerTaskDefinition({
        family: 'steady',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
        containerDefinitions: [
          {
            name: 'steady',
            image: 'image',
            user: '1000:1000',
            readonlyRootFilesystem: true,
            stopTimeout: 40,
            linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
            ulimits: [{ name: 'nofile', softLimit: 1, hardLimit: 2 }],
          },
        ],
      });
      return taskDefinition;
    };
    const first = await register();
    expect(first).toMatchObject({
      runtimePlatform: { cpuArchitecture: 'ARM64' },
      containerDefinitions: [
        {
          user: '1000:1000',
          readonlyRootFilesystem: true,
          stopTimeout: 40,
          ulimits: [{ hardLimit: 2 }],
        },
      ],
    });
    const strategy = [
      { capacityProvider: 'FARGATE', base: 1, weight: 1 },
      { capacityProvider: 'FARGATE_SPOT', base: 0, weight: 3 },
    ];
    const requested = {
      capacityProviderStrategy: strategy,
      availabilityZoneRebalancing: 'ENABLED',
      enableECSManagedTags: true,
      enableExecuteCommand: true,
      healthCheckGracePeriodSeconds: 60,
      propagateTags: 'SERVICE',
      platformVersion: '1.4.0',
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        alarms: { enable: true, rollback: true, alarmNames: ['errors'] },
      },
    } satisfies Partial<UpdateServiceRequest>;
    await ecs.createService({
      ...requested,
      cluster: cluster?.clusterArn,
      serviceName: 'web',
      taskDefinition: first?.taskDefinitionArn,
      desiredCount: 2,
      serviceConnectConfiguration: { enabled: true, namespace },
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'] } },
      tags: [{ key: 'Project', value: 'stockroom' }],
    });
    const describeService = async () => {
      const response = await ecs.describeServices({
        cluster: 'steady',
        services: ['web'],
        include: ['TAGS'],
      });
      return response.services?.[0];
    };
    expect(await describeService()).toMatchObject({
      ...requested,
      status: 'ACTIVE',
      desiredCount: 2,
      runningCount: 2,
      pendingCount: 0,
      tags: [{ key: 'Project', value: 'stockroom' }],
      deployments: [
        {
          status: 'PRIMARY',
          rolloutState: 'COMPLETED',
          runningCount: 2,
          serviceConnectConfiguration: { enabled: true, namespace },
        },
      ],
    });

    const second = await register();
    await ecs.updateService({
      cluster: 'steady',
      service: 'web',
      taskDefinition: second?.taskDefinitionArn,
      availabilityZoneRebalancing: 'DISABLED',
      propagateTags: 'TASK_DEFINITION',
      enableECSManagedTags: false,
      serviceConnectConfiguration: { enabled: false },
    });
    expect(await describeService()).toMatchObject({
      taskDefinition: second?.taskDefinitionArn,
      runningCount: 2,
      availabilityZoneRebalancing: 'DISABLED',
      propagateTags: 'TASK_DEFINITION',
      enableECSManagedTags: false,
      deployments: [
        {
          status: 'PRIMARY',
          rolloutState: 'COMPLETED',
          taskDefinition: second?.taskDefinitionArn,
          serviceConnectConfiguration: { enabled: false },
        },
      ],
    });
  });

  test('an ECS service rolls back to the previous release when the tasks of a new one exit', async () => {
    const ecs = new ECS(options());
    const repository = 'rollback';
    await createRepository(emulator.url, repository);
    await pushImage({ emulator: emulator.url, repository, tag: 'good' });
    await pushImage({ emulator: emulator.url, repository, tag: 'bad', exitCode: 78 });
    const register = async (tag: string) => {
      const { taskDefinition } = await ecs.registerTaskDefinition({
        family: repository,
        containerDefinitions: [
          {
            name: 'web',
            image: `000000000000.dkr.ecr.us-east-1.amazonaws.com/${repository}:${tag}`,
          },
        ],
      });
      return taskDefinition?.taskDefinitionArn ?? '';
    };
    const [good, bad] = [await register('good'), await register('bad')];
    const begun = new Date();
    const cluster = 'rollback';
    await ecs.createCluster({ clusterName: cluster });
    await ecs.createService({
      cluster,
      serviceName: 'web',
      taskDefinition: good,
      desiredCount: 2,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    });
    const describeService = async () =>
      (await ecs.describeServices({ cluster, services: ['web'] })).services?.[0];
    const tasksOf = async (desiredStatus: 'RUNNING' | 'STOPPED') => {
      const { taskArns = [] } = await ecs.listTasks({ cluster, desiredStatus });
      return (await ecs.describeTasks({ cluster, tasks: taskArns })).tasks ?? [];
    };
    const before = await tasksOf('RUNNING');

    await ecs.updateService({ cluster, service: 'web', taskDefinition: bad });
    expect((await describeService())?.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition: bad },
      { status: 'ACTIVE', rolloutState: 'COMPLETED', taskDefinition: good, runningCount: 2 },
    ]);
    await expect
      .poll(async () => (await describeService())?.deployments)
      .toMatchObject([
        { status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition: good, runningCount: 2 },
      ]);

    const deployments = async (arns?: string[]) =>
      (arns === undefined
        ? await ecs.listServiceDeployments({
            cluster,
            service: 'web',
            createdAt: { after: begun },
          })
        : await ecs.describeServiceDeployments({ serviceDeploymentArns: arns })
      ).serviceDeployments ?? [];
    const listed = await deployments();
    expect(listed).toMatchObject([
      { status: 'ROLLBACK_SUCCESSFUL', statusReason: expect.stringContaining('circuit breaker') },
      { status: 'SUCCESSFUL' },
    ]);
    expect(
      await deployments(listed.map(({ serviceDeploymentArn = '' }) => serviceDeploymentArn)),
    ).toMatchObject([{ status: 'ROLLBACK_SUCCESSFUL' }, { status: 'SUCCESSFUL' }]);

    const service = await describeService();
    expect(service?.taskDefinition).toBe(good);
    expect(service?.events?.map(({ message }) => message)).toContain(
      '(service web) deployment failed: deployment circuit breaker was triggered.',
    );
    expect((await tasksOf('RUNNING')).map(({ taskArn }) => taskArn)).toEqual(
      before.map(({ taskArn }) => taskArn),
    );
    const stopped = await tasksOf('STOPPED');
    expect(stopped.length).toBeGreaterThanOrEqual(3);
    expect(stopped[0]).toMatchObject({
      taskDefinitionArn: bad,
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 78 }],
    });
  });

  test('an ECS service needs its cluster and its task definition', async () => {
    const ecs = new ECS(options());
    const missing = { serviceName: 'web', taskDefinition: 'missing:1', desiredCount: 1 };
    await expect(ecs.createService({ ...missing, cluster: 'missing' })).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
    });
    await ecs.createCluster({ clusterName: 'here' });
    await expect(ecs.createService({ ...missing, cluster: 'here' })).rejects.toMatchObject({
      name: 'ClientException',
      message: 'TaskDefinition not found.',
    });
  });

  test('a new secret has no value', async () => {
    const secrets = new SecretsManager(options());
    await secrets.createSecret({ Name: 'empty' });
    await expect(secrets.getSecretValue({ SecretId: 'empty' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('AWSCURRENT'),
    });
    for (const value of ['first', 'second']) {
      await secrets.putSecretValue({ SecretId: 'empty', SecretString: value });
      expect(await secrets.getSecretValue({ SecretId: 'empty' })).toMatchObject({
        SecretString: value,
        VersionStages: ['AWSCURRENT'],
      });
    }
  });

  test('a DocumentDB cluster is in the subnets of EC2 and has a managed secret', async () => {
    const ec2 = new EC2(options());
    const docdb = new DocDB(options());
    const secrets = new SecretsManager(options());
    const { Vpc } = await ec2.createVpc({ CidrBlock: '10.9.0.0/16' });
    const subnets: string[] = [];
    for (const [index, zone] of ['us-east-1a', 'us-east-1b'].entries()) {
      const { Subnet } = await ec2.createSubnet({
        VpcId: Vpc?.VpcId,
        CidrBlock: `10.9.${index}.0/24`,
        AvailabilityZone: zone,
      });
      subnets.push(Subnet?.SubnetId ?? '');
    }
    const group = { DBSubnetGroupName: 'data', DBSubnetGroupDescription: 'data' };
    await expect(
      docdb.createDBSubnetGroup({ ...group, SubnetIds: ['subnet-none'] }),
    ).rejects.toMatchObject({
      name: 'InvalidSubnet',
    });
    const { DBSubnetGroup } = await docdb.createDBSubnetGroup({ ...group, SubnetIds: subnets });
    expect(DBSubnetGroup).toMatchObject({ VpcId: Vpc?.VpcId, SubnetGroupStatus: 'Complete' });
    await docdb.createDBCluster({
      DBClusterIdentifier: 'data',
      Engine: 'docdb',
      EngineVersion: '5.0.0',
      MasterUsername: 'stockroom',
      ManageMasterUserPassword: true,
      DBSubnetGroupName: 'data',
      StorageEncrypted: true,
      EnableCloudwatchLogsExports: ['profiler', 'audit'],
    });
    const describeCluster = async () => {
      const response = await docdb.describeDBClusters({ DBClusterIdentifier: 'data' });
      return response.DBClusters?.[0];
    };
    const cluster = await describeCluster();
    expect(cluster).toMatchObject({
      Status: 'available',
      StorageEncrypted: true,
      EnabledCloudwatchLogsExports: ['audit', 'profiler'],
      MasterUserSecret: { SecretStatus: 'active' },
    });
    const secretArn = cluster?.MasterUserSecret?.SecretArn;
    const { SecretString } = await secrets.getSecretValue({ SecretId: secretArn });
    expect(JSON.parse(SecretString ?? '')).toEqual({
      username: 'stockroom',
      password: expect.stringMatching(/.{20}/),
    });

    await docdb.modifyDBCluster({
      DBClusterIdentifier: 'data',
      CloudwatchLogsExportConfiguration: { DisableLogTypes: ['profiler'] },
    });
    expect(await describeCluster()).toMatchObject({ EnabledCloudwatchLogsExports: ['audit'] });

    await docdb.deleteDBCluster({ DBClusterIdentifier: 'data', SkipFinalSnapshot: true });
    await expect(secrets.describeSecret({ SecretId: secretArn })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('a security group rule between groups keeps its description', async () => {
    const ec2 = new EC2(options());
    const { Vpc } = await ec2.createVpc({ CidrBlock: '10.8.0.0/16' });
    const makeGroup = (name: string) =>
      ec2.createSecurityGroup({ GroupName: name, Description: name, VpcId: Vpc?.VpcId });
    const [from, to] = [await makeGroup('from'), await makeGroup('to')];
    const { SecurityGroupRules } = await ec2.authorizeSecurityGroupIngress({
      GroupId: to.GroupId,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 8080,
          ToPort: 8080,
          UserIdGroupPairs: [{ GroupId: from.GroupId, Description: 'from the load balancer' }],
        },
      ],
    });
    const id = SecurityGroupRules?.[0]?.SecurityGroupRuleId;
    const describeRule = async () =>
      (await ec2.describeSecurityGroupRules({ SecurityGroupRuleIds: [id ?? ''] }))
        .SecurityGroupRules?.[0];
    expect(await describeRule()).toMatchObject({ Description: 'from the load balancer' });
    await ec2.modifySecurityGroupRules({
      GroupId: to.GroupId,
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: id,
          SecurityGroupRule: {
            IpProtocol: '-1',
            ReferencedGroupId: to.GroupId,
            Description: 'changed',
          },
        },
      ],
    });
    expect(await describeRule()).toMatchObject({
      IpProtocol: '-1',
      Description: 'changed',
      ReferencedGroupInfo: { GroupId: to.GroupId },
    });
  });

  test('a scalable target keeps its tags', async () => {
    const ecs = new ECS(options());
    const scaling = new ApplicationAutoScaling(options());
    const target = {
      ServiceNamespace: 'ecs',
      ResourceId: 'service/scaled/web',
      ScalableDimension: 'ecs:service:DesiredCount',
      MinCapacity: 2,
      MaxCapacity: 6,
      Tags: { Project: 'stockroom' },
    } as const;
    await expect(scaling.registerScalableTarget(target)).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await ecs.createCluster({ clusterName: 'scaled' });
    await ecs.registerTaskDefinition({
      family: 'scaled',
      containerDefinitions: [{ name: 'web', image: 'image', memory: 128 }],
    });
    await ecs.createService({
      cluster: 'scaled',
      serviceName: 'web',
      taskDefinition: 'scaled',
      desiredCount: 2,
    });
    const { ScalableTargetARN } = await scaling.registerScalableTarget(target);
    await scaling.tagResource({ ResourceARN: ScalableTargetARN, Tags: { Environment: 'local' } });
    expect(await scaling.listTagsForResource({ ResourceARN: ScalableTargetARN })).toMatchObject({
      Tags: { Project: 'stockroom', Environment: 'local' },
    });
    await scaling.untagResource({ ResourceARN: ScalableTargetARN, TagKeys: ['Project'] });
    expect(await scaling.listTagsForResource({ ResourceARN: ScalableTargetARN })).toMatchObject({
      Tags: { Environment: 'local' },
    });
  });

  test('a call that is not emulated fails without a retry and says what to do', async () => {
    const ec2 = new EC2(options());
    await expect(ec2.describeFpgaImages({})).rejects.toMatchObject({
      name: 'NotEmulated',
      message: expect.stringContaining('infra/emulator/moto/patches'),
    });
  });

  test('when an emulator dies, its last lines are reported', async () => {
    const other = await startEmulator({ port: 0, dataDirectory, runDirectory });
    expect(other.instance).not.toBe(emulator.instance);
    process.kill(other.processIds.moto, 'SIGKILL');
    const report = await other.failed;
    expect(report).toContain('moto ended by itself (signal SIGKILL)');
    expect(report).toContain(path.join(runDirectory, 'moto.log'));
    const response = await fetch(other.url, {
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/ec2/aws4_request',
      },
    });
    expect(response.status).toBe(502);
    await other.stop();
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'the command prints its URL and exits with 0 on %s',
    async (signal) => {
      const port = await freePort();
      const command = execa(process.execPath, [path.join(repository, 'infra/emulator/main.ts')], {
        env: { EMULATOR_PORT: String(port) },
        stdin: 'ignore',
        stderr: 'inherit',
      });
      for await (const line of command) {
        expect(line).toBe(`http://127.0.0.1:${port}`);
        command.kill(signal);
      }
      expect((await command).exitCode).toBe(0);
      await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    },
  );

  test('no emulator outlives a parent that is killed', async () => {
    const source = path.join(repository, 'infra/emulator/start-emulator.ts');
    const script = `
      import { startEmulator } from ${JSON.stringify(source)};
      const started = await startEmulator(${JSON.stringify({ port: 0, dataDirectory, runDirectory })});
      console.log(JSON.stringify(Object.values(started.processIds)));`;
    const parent = execa(process.execPath, ['--input-type=module', '--eval', script], {
      stdin: 'ignore',
      stderr: 'inherit',
      reject: false,
    });
    let processIds: number[] = [];
    for await (const line of parent) {
      processIds = JSON.parse(line);
      expect(processIds.filter(isAlive)).toHaveLength(2);
      parent.kill('SIGKILL');
    }
    await expect.poll(() => processIds.filter(isAlive)).toEqual([]);
  });

  test('a cancelled installation leaves no files', async () => {
    const empty = await mkdtemp(path.join(tmpdir(), 'stockroom-empty-'));
    const stopping = new AbortController();
    const start = startEmulator({
      port: 0,
      dataDirectory: empty,
      log: () => stopping.abort(),
      signal: stopping.signal,
    });
    await expect(start).rejects.toMatchObject({ name: 'AbortError' });
    await expect
      .poll(async () => (await readdir(empty)).filter((name) => !name.startsWith('run-')))
      .toEqual([]);
    await rm(empty, { recursive: true, force: true });
  });

  test('a taken port is an error that says what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(startEmulator({ port, dataDirectory, runDirectory })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken`,
    );
    taken.close();
  });
});

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
