import { EcsService } from '@cdktf/provider-aws/lib/ecs-service/index.js';
import { Construct } from 'constructs';
import type { DeployedService } from '../../deployed-service.ts';
import { healthCheckGraceSeconds } from '../../timings.ts';
import { ServiceAlarms } from '../alarms/service-alarms.ts';
import type { ServiceCapacity } from '../cluster/cluster.ts';
import { TargetGroup } from '../load-balancer/target-group.ts';
import { LogGroup, logGroupName } from '../logs/log-group.ts';
import type { ServiceEnvironment } from './service-environment.ts';
import { ServiceRoles } from './service-roles.ts';
import { ServiceScaling } from './service-scaling.ts';
import { TaskDefinition } from './task-definition.ts';

export interface ContainerServiceProps {
  readonly service: DeployedService;
  readonly environment: ServiceEnvironment;
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly account: { readonly id: string; readonly region: string };
  readonly image: ServiceImage;
  readonly network: ServiceNetwork;
  readonly cluster: ServiceCluster;
  readonly loadBalancer: ServiceLoadBalancer;
  readonly callGraph: CallGraph;
  readonly alarms: ServiceAlarmSettings;
  readonly logRetentionDays: number;
  /** Whether engineers may open a shell in its containers (ECS Exec). */
  readonly executeCommand: boolean;
}

interface ServiceImage {
  /** As a task definition names it, with its digest or tag. */
  readonly uri: string;
  readonly repositoryArn: string;
}

interface ServiceNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
}

interface ServiceCluster {
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly namespaceArn: string;
  readonly capacity: ServiceCapacity;
}

interface ServiceLoadBalancer {
  readonly arnSuffix: string;
  readonly listenerArn: string;
}

interface CallGraph {
  /** The services that it calls. They exist first: Service Connect shows a task those that existed at its start. */
  readonly calls: readonly ContainerService[];
  /** Whether another service calls it. */
  readonly isCalled: boolean;
}

interface ServiceAlarmSettings {
  /** Milliseconds in which 99 of 100 requests get their response. */
  readonly latencyMilliseconds: number;
  readonly topicArn: string;
}

/** A one-off task, as the release command line runs it: ECS RunTask, then wait for exit code 0. */
export interface Migration {
  readonly task_definition: string;
  readonly capacity_provider: string;
  readonly subnets: readonly string[];
  readonly security_groups: readonly string[];
}

/** On instances: over all Availability Zones, and in each on as few instances as possible. */
const placement = [
  { type: 'spread', field: 'attribute:ecs.availability-zone' },
  { type: 'binpack', field: 'memory' },
];

/** A service on ECS: its tasks and roles, how requests reach it, its scaling, log and alarms. */
export class ContainerService extends Construct {
  /** Name of the ECS service. */
  readonly serviceName: string;
  readonly taskDefinitionArn: string;
  readonly logGroupName: string;
  /** `undefined` for a service that is not public. */
  readonly targetGroupArn: string | undefined;
  /** The task that migrates the database before a release rolls out; `undefined` without one. */
  readonly migration: Migration | undefined;

  readonly #ecsService: EcsService;

  constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    const { service, prefix, cluster, loadBalancer, alarms } = props;
    const name = `${prefix}-${service.name}`;
    const logGroup = new LogGroup(this, 'log', {
      prefix,
      name: service.name,
      retentionDays: props.logRetentionDays,
    });
    const roles = new ServiceRoles(this, 'role', {
      name,
      accountId: props.account.id,
      repositoryArn: props.image.repositoryArn,
      logGroupArns: [logGroup.arn],
      environment: props.environment,
      executeCommand: props.executeCommand,
    });
    const task = {
      service,
      image: props.image.uri,
      environment: props.environment,
      roles,
      launchType: cluster.capacity.launchType,
      logGroupName: logGroup.name,
      region: props.account.region,
      executeCommand: props.executeCommand,
    };
    const taskDefinition = new TaskDefinition(this, 'task', { ...task, family: name });
    const targetGroup = service.public
      ? new TargetGroup(this, 'target_group', {
          name,
          vpcId: props.network.vpcId,
          manifest: service,
          listenerArn: loadBalancer.listenerArn,
        })
      : undefined;
    const { deployment: deploymentAlarms } = new ServiceAlarms(this, 'alarm', {
      manifest: service,
      prefix,
      clusterName: cluster.clusterName,
      target: targetGroup && {
        loadBalancer: loadBalancer.arnSuffix,
        targetGroup: targetGroup.arnSuffix,
      },
      ...alarms,
    });
    const migration =
      service.migrationCommand.length === 0
        ? undefined
        : new TaskDefinition(this, 'migration', {
            ...task,
            family: `${name}-migration`,
            command: service.migrationCommand,
          });
    this.#ecsService = this.#addEcsService(props, {
      taskDefinition,
      targetGroup,
      logGroup,
      deploymentAlarms,
    });
    new ServiceScaling(this, 'scaling', {
      clusterName: cluster.clusterName,
      serviceName: this.#ecsService.name,
      scaling: service.scaling,
      requestsLabel: targetGroup && `${loadBalancer.arnSuffix}/${targetGroup.arnSuffix}`,
    });

    this.serviceName = this.#ecsService.name;
    this.taskDefinitionArn = taskDefinition.arn;
    this.logGroupName = logGroup.name;
    this.targetGroupArn = targetGroup?.arn;
    this.migration = migration && {
      task_definition: migration.arn,
      capacity_provider: cluster.capacity.shares[0]?.capacityProvider ?? '',
      subnets: props.network.subnetIds,
      security_groups: [props.network.securityGroupId],
    };
  }

  #addEcsService(
    props: ContainerServiceProps,
    parts: {
      readonly taskDefinition: TaskDefinition;
      readonly targetGroup: TargetGroup | undefined;
      readonly logGroup: LogGroup;
      readonly deploymentAlarms: readonly string[];
    },
  ): EcsService {
    const { service, network, cluster, callGraph } = props;
    const { taskDefinition, targetGroup, logGroup } = parts;
    return new EcsService(this, 'Default', {
      name: service.name,
      cluster: cluster.clusterArn,
      taskDefinition: taskDefinition.arn,
      desiredCount: service.scaling.minTasks,
      capacityProviderStrategy: cluster.capacity.shares.map((share) => ({ ...share })),
      ...(cluster.capacity.launchType === 'EC2' ? { orderedPlacementStrategy: placement } : {}),
      availabilityZoneRebalancing: 'ENABLED',
      enableExecuteCommand: props.executeCommand,
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      networkConfiguration: {
        subnets: [...network.subnetIds],
        securityGroups: [network.securityGroupId],
        assignPublicIp: false,
      },
      serviceConnectConfiguration: {
        enabled: true,
        namespace: cluster.namespaceArn,
        ...(callGraph.isCalled ? { service: [serviceConnectServer(service)] } : {}),
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
                containerName: service.name,
                containerPort: service.port,
              },
            ],
          }),
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { enable: true, rollback: true, alarmNames: [...parts.deploymentAlarms] },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      waitForSteadyState: true,
      dependsOn: [
        ...callGraph.calls.map((called) => called.#ecsService),
        ...(targetGroup === undefined ? [] : [targetGroup.listenerRule]),
      ],
      lifecycle: {
        // Autoscaling changes it.
        ignoreChanges: ['desired_count'],
        // For Terraform a rollback is a steady state, too, but on another revision than requested.
        postcondition: [
          {
            condition: `\${self.task_definition == ${taskDefinition.fqn}.arn}`,
            errorMessage: `ECS rolled ${service.name} back: the tasks of the new release did not become healthy. Look at the service's events, the reasons of its stopped tasks and their last log lines in ${logGroupName(props.prefix, service.name)}.`,
          },
        ],
      },
    });
  }
}

/**
 * Seconds that Service Connect allows for a whole response, and for an idle connection. Its default of
 * 15 for a response would cut imports, exports and event streams; the callers have their own limits.
 */
const serviceConnectSeconds = 3600;

function serviceConnectServer({ name, port }: DeployedService) {
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
