import { EcsService } from '@cdktf/provider-aws/lib/ecs-service/index.js';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition/index.js';
import { databaseSecrets, type ServiceManifest, urlVariable } from '@stockroom/service/manifest';
import { Construct } from 'constructs';
import { ServiceAlarms } from '../alarms/service-alarms.ts';
import type { ServiceCapacity } from '../cluster/cluster.ts';
import { type Database, databaseName, databasePorts } from '../database/database.ts';
import { TargetGroup } from '../load-balancer/target-group.ts';
import { LogGroup, logGroupName } from '../logs/log-group.ts';
import { containerDefinitions, volumeName } from './container-definition.ts';
import { ServiceRoles } from './service-roles.ts';
import { ServiceScaling } from './service-scaling.ts';

export interface ContainerServiceProps {
  readonly manifest: ServiceManifest;
  /** The manifests of the services that it calls. */
  readonly calls: readonly ServiceManifest[];
  /** Services that must be there before it: Service Connect shows a task what was there at its start. */
  readonly after: readonly ContainerService[];
  /** Whether another service calls it. */
  readonly isCalled: boolean;
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly account: { readonly id: string; readonly region: string };
  readonly release: string;
  readonly image: string;
  readonly repositoryArn: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  readonly cluster: {
    readonly clusterName: string;
    readonly clusterArn: string;
    readonly namespaceArn: string;
  };
  readonly capacity: ServiceCapacity;
  readonly loadBalancer: {
    readonly arnSuffix: string;
    readonly listenerArn: string;
    /** Address ranges that its requests come from. */
    readonly addressRanges: readonly string[];
  };
  readonly database: Database;
  readonly logRetentionDays: number;
  readonly executeCommand: boolean;
  /** ARNs of the secrets that manifests may name, by the variable. */
  readonly secretArns: Readonly<Record<string, string>>;
  /** Variables that a service gets when its manifest says that it reads them. */
  readonly offered: Readonly<Record<string, string>>;
  /** ARNs of the secrets that a service reads by itself, by the variable that tells it the ARN. */
  readonly offeredSecretArns: Readonly<Record<string, string>>;
  /** Milliseconds in which 99 of 100 requests are answered. */
  readonly latencyMilliseconds: number;
  readonly alarmTopicArn: string;
}

/** A one-off task, as the release command line runs it: ECS RunTask, then wait for exit code 0. */
export interface Migration {
  readonly task_definition: string;
  readonly capacity_provider: string;
  readonly subnets: readonly string[];
  readonly security_groups: readonly string[];
}

/** Seconds in which the load balancer's opinion of a starting task is not yet heard. */
const healthCheckGraceSeconds = 60;

/** On instances: over all Availability Zones, and in each on as few instances as possible. */
const placement = [
  { type: 'spread', field: 'attribute:ecs.availability-zone' },
  { type: 'binpack', field: 'memory' },
];

/** A service on ECS, made from its manifest: how it runs, what it may, how it is reached and scaled. */
export class ContainerService extends Construct {
  /** Name of the ECS service. */
  readonly serviceName: string;
  readonly taskDefinitionArn: string;
  readonly logGroupName: string;
  /** `undefined` where the internet does not reach it. */
  readonly targetGroupArn: string | undefined;
  /** What brings the database up to date before a release rolls out; `undefined` where nothing has to. */
  readonly migration: Migration | undefined;

  readonly #service: EcsService;

  constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    const { manifest } = props;
    const logGroup = this.#addLogGroup(props);
    const roles = this.#addRoles(props, logGroup);
    const taskDefinition = this.#addTaskDefinition(props, logGroup, roles);
    const targetGroup = manifest.public ? this.#addTargetGroup(props) : undefined;
    const alarms = this.#addAlarms(props, targetGroup);

    this.migration = this.#addMigration(props, logGroup, roles);
    this.#service = this.#addService(props, taskDefinition, targetGroup, logGroup, alarms);
    new ServiceScaling(this, 'scaling', {
      clusterName: props.cluster.clusterName,
      serviceName: this.#service.name,
      scaling: manifest.scaling,
      requestsLabel: targetGroup && `${props.loadBalancer.arnSuffix}/${targetGroup.arnSuffix}`,
    });

    this.serviceName = this.#service.name;
    this.taskDefinitionArn = taskDefinition.arn;
    this.logGroupName = logGroup.name;
    this.targetGroupArn = targetGroup?.arn;
  }

  #addLogGroup({ prefix, manifest, logRetentionDays }: ContainerServiceProps): LogGroup {
    return new LogGroup(this, 'log', {
      prefix,
      name: manifest.name,
      retentionDays: logRetentionDays,
    });
  }

  #addRoles(props: ContainerServiceProps, logGroup: LogGroup): ServiceRoles {
    const { manifest, database, secretArns } = props;
    const readSecretArns = readBy(manifest, props.offeredSecretArns);
    return new ServiceRoles(this, 'role', {
      name: `${props.prefix}-${manifest.name}`,
      accountId: props.account.id,
      repositoryArn: props.repositoryArn,
      logGroupArns: [logGroup.arn],
      secretArns: [
        ...(manifest.database ? [database.secretArn] : []),
        ...ownSecrets(manifest).map((secret) => secretArns[secret] ?? ''),
      ],
      readSecretArns: Object.values(readSecretArns),
      rotatedSecretArns: manifest.rotates.map((variable) => readSecretArns[variable] ?? ''),
      executeCommand: props.executeCommand,
    });
  }

  #addTaskDefinition(
    props: ContainerServiceProps,
    logGroup: LogGroup,
    roles: ServiceRoles,
    { id, suffix, manifest }: { id: string; suffix: string; manifest: ServiceManifest } = {
      id: 'task',
      suffix: '',
      manifest: props.manifest,
    },
  ): EcsTaskDefinition {
    return new EcsTaskDefinition(this, id, {
      family: `${props.prefix}-${manifest.name}${suffix}`,
      requiresCompatibilities: [props.capacity.launchType],
      networkMode: 'awsvpc',
      cpu: String(manifest.cpu),
      memory: String(manifest.memory),
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      executionRoleArn: roles.executionRoleArn,
      taskRoleArn: roles.taskRoleArn,
      containerDefinitions: containerDefinitions(manifest, {
        image: props.image,
        region: props.account.region,
        logGroup: logGroup.name,
        environment: environmentOf(props),
        secrets: secretsOf(props),
        command: id === 'migration' ? manifest.migrationCommand : [],
        writablePaths: writablePathsOf(props),
      }),
      ...volumesOf(writablePathsOf(props)),
      // The old revision must be there until no deployment can roll back to it.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  /** The service's image, rights and variables with another command. */
  #addMigration(
    props: ContainerServiceProps,
    logGroup: LogGroup,
    roles: ServiceRoles,
  ): Migration | undefined {
    const { manifest, capacity, subnetIds, securityGroupId } = props;
    if (manifest.migrationCommand.length === 0) return undefined;
    const { arn } = this.#addTaskDefinition(props, logGroup, roles, {
      id: 'migration',
      suffix: '-migration',
      manifest: { ...manifest, healthCommand: [] },
    });
    return {
      task_definition: arn,
      capacity_provider: capacity.shares[0]?.capacityProvider ?? '',
      subnets: subnetIds,
      security_groups: [securityGroupId],
    };
  }

  #addAlarms(props: ContainerServiceProps, targetGroup: TargetGroup | undefined): ServiceAlarms {
    return new ServiceAlarms(this, 'alarm', {
      manifest: props.manifest,
      prefix: props.prefix,
      clusterName: props.cluster.clusterName,
      target: targetGroup && {
        loadBalancer: props.loadBalancer.arnSuffix,
        targetGroup: targetGroup.arnSuffix,
      },
      latencyMilliseconds: props.latencyMilliseconds,
      topicArn: props.alarmTopicArn,
    });
  }

  #addTargetGroup({ prefix, manifest, vpcId, loadBalancer }: ContainerServiceProps): TargetGroup {
    return new TargetGroup(this, 'target_group', {
      name: `${prefix}-${manifest.name}`,
      vpcId,
      manifest,
      listenerArn: loadBalancer.listenerArn,
    });
  }

  #addService(
    props: ContainerServiceProps,
    taskDefinition: EcsTaskDefinition,
    targetGroup: TargetGroup | undefined,
    logGroup: LogGroup,
    alarms: ServiceAlarms,
  ): EcsService {
    const { manifest, cluster } = props;
    return new EcsService(this, 'Default', {
      name: manifest.name,
      cluster: cluster.clusterArn,
      taskDefinition: taskDefinition.arn,
      desiredCount: manifest.scaling.minTasks,
      capacityProviderStrategy: props.capacity.shares.map((share) => ({ ...share })),
      ...(props.capacity.launchType === 'EC2' ? { orderedPlacementStrategy: placement } : {}),
      availabilityZoneRebalancing: 'ENABLED',
      enableExecuteCommand: props.executeCommand,
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      networkConfiguration: {
        subnets: [...props.subnetIds],
        securityGroups: [props.securityGroupId],
        assignPublicIp: false,
      },
      serviceConnectConfiguration: {
        enabled: true,
        namespace: cluster.namespaceArn,
        ...(props.isCalled ? { service: [serviceConnectServer(manifest)] } : {}),
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': logGroup.name,
            'awslogs-region': props.account.region,
            'awslogs-stream-prefix': 'service-connect',
          },
        },
      },
      ...(targetGroup === undefined
        ? {}
        : {
            healthCheckGracePeriodSeconds: healthCheckGraceSeconds,
            loadBalancer: [
              {
                targetGroupArn: targetGroup.arn,
                containerName: manifest.name,
                containerPort: manifest.port,
              },
            ],
          }),
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { enable: true, rollback: true, alarmNames: [...alarms.deployment] },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      waitForSteadyState: true,
      dependsOn: [
        ...props.after.map((service) => service.#service),
        ...(targetGroup === undefined ? [] : [targetGroup.listenerRule]),
      ],
      lifecycle: {
        // The autoscaler's to decide.
        ignoreChanges: ['desired_count'],
        // Terraform calls a rollback a steady state; then another revision runs than was asked for.
        postcondition: [
          {
            condition: `\${self.task_definition == ${taskDefinition.fqn}.arn}`,
            errorMessage: `ECS rolled ${manifest.name} back: the tasks of the new release did not become healthy. Look at the service's events, the reasons of its stopped tasks and their last log lines in ${logGroupName(props.prefix, manifest.name)}.`,
          },
        ],
      },
    });
  }
}

/**
 * Seconds in which Service Connect wants a whole answer, and of silence on a connection. Its own 15
 * for an answer would cut imports, exports and event streams; the callers have limits of their own.
 */
const serviceConnectSeconds = 3600;

function serviceConnectServer({ name, port }: ServiceManifest) {
  return {
    portName: name,
    discoveryName: name,
    clientAlias: { dnsName: name, port },
    timeout: {
      idleTimeoutSeconds: serviceConnectSeconds,
      perRequestTimeoutSeconds: serviceConnectSeconds,
    },
  };
}

/**
 * Where the agent of ECS Exec, which is put into the container and runs as root, keeps its files. It
 * ends at once where it cannot write (aws/containers-roadmap issue 1359).
 */
const shellFolders = ['/var/lib/amazon', '/var/log/amazon'];

function writablePathsOf({ manifest, executeCommand }: ContainerServiceProps): readonly string[] {
  return [...manifest.writablePaths, ...(executeCommand ? shellFolders : [])];
}

/** The folders that a container may write to: on the disk of the task, and gone with it. */
function volumesOf(writablePaths: readonly string[]) {
  if (writablePaths.length === 0) return {};
  return { volume: writablePaths.map((path) => ({ name: volumeName(path) })) };
}

/** What a task is told at its start, besides its secrets. */
function environmentOf(props: ContainerServiceProps): Record<string, string> {
  const { manifest, database } = props;
  return {
    HOST: '0.0.0.0',
    PORT: String(manifest.port),
    RELEASE: props.release,
    // Fargate says it by itself; on instances only newer agents do.
    AWS_REGION: props.account.region,
    METRICS_NAMESPACE: `Stockroom/${props.prefix}`,
    // Without it all callers would be one to the rate limit: the load balancer.
    ...(manifest.public ? { TRUSTED_PROXIES: props.loadBalancer.addressRanges.join(',') } : {}),
    ...readBy(manifest, props.offered),
    ...readBy(manifest, props.offeredSecretArns),
    ...Object.fromEntries(
      props.calls.map(({ name, port }) => [urlVariable(name), `http://${name}:${port}`]),
    ),
    ...(manifest.database
      ? {
          DATABASE_KIND: database.kind,
          DATABASE_HOST: database.host,
          DATABASE_READER_HOST: database.readerHost,
          DATABASE_PORT: String(databasePorts[database.kind]),
          DATABASE_NAME: databaseName,
          DATABASE_SECRET_ARN: database.secretArn,
        }
      : {}),
  };
}

/** Those of the variables that a service says it reads. */
function readBy(
  { environment }: ServiceManifest,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => name in (environment?.properties ?? {})),
  );
}

/** The keys of the managed secret, each as a variable of its own, and what else the manifest reads. */
function secretsOf({ manifest, database, secretArns }: ContainerServiceProps) {
  const ofDatabase = {
    DATABASE_USERNAME: `${database.secretArn}:username::`,
    DATABASE_PASSWORD: `${database.secretArn}:password::`,
  };
  return {
    ...(manifest.database ? ofDatabase : {}),
    ...Object.fromEntries(ownSecrets(manifest).map((secret) => [secret, secretArns[secret] ?? ''])),
  };
}

/** The secrets of a service that are not the database's. */
function ownSecrets({ secrets }: ServiceManifest): string[] {
  return secrets.filter((secret) => !databaseSecrets.some((known) => known === secret));
}
