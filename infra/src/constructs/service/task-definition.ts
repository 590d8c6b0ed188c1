import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition/index.js';
import type { Construct } from 'constructs';
import type { DeployedService } from '../../deployed-service.ts';
import { containerDefinitions, volumeName } from './container-definition.ts';
import type { ServiceEnvironment } from './service-environment.ts';
import type { ServiceRoles } from './service-roles.ts';

export interface TaskDefinitionProps {
  /** `stockroom-dev-inventory` */
  readonly family: string;
  readonly service: DeployedService;
  readonly image: string;
  readonly environment: ServiceEnvironment;
  readonly roles: ServiceRoles;
  readonly launchType: 'FARGATE' | 'EC2';
  readonly logGroupName: string;
  readonly region: string;
  /** Whether engineers may open a shell in the container (ECS Exec). */
  readonly executeCommand: boolean;
  /** What a one-off task runs instead of the image's command, without health checks. */
  readonly command?: readonly string[];
}

/**
 * Directories of the agent of ECS Exec, which is put into the container and runs as root. It stops
 * at once where it cannot write (aws/containers-roadmap issue 1359).
 */
const executeCommandDirectories = ['/var/lib/amazon', '/var/log/amazon'];

/** A revision of how a service's container runs: its size, image, environment and roles. */
export class TaskDefinition extends EcsTaskDefinition {
  constructor(scope: Construct, id: string, props: TaskDefinitionProps) {
    const { service, environment, roles, command = [] } = props;
    const writablePaths = [
      ...service.writablePaths,
      ...(props.executeCommand ? executeCommandDirectories : []),
    ];
    super(scope, id, {
      family: props.family,
      requiresCompatibilities: [props.launchType],
      networkMode: 'awsvpc',
      cpu: String(service.cpu),
      memory: String(service.memory),
      runtimePlatform: {
        cpuArchitecture: service.cpuArchitecture,
        operatingSystemFamily: 'LINUX',
      },
      executionRoleArn: roles.executionRoleArn,
      taskRoleArn: roles.taskRoleArn,
      containerDefinitions: containerDefinitions(service, {
        image: props.image,
        region: props.region,
        logGroup: props.logGroupName,
        environment: environment.variables,
        secrets: environment.secrets,
        command,
        writablePaths,
      }),
      // On the disk of the task, and deleted with it.
      ...(writablePaths.length === 0
        ? {}
        : { volume: writablePaths.map((path) => ({ name: volumeName(path) })) }),
      // A deployment rolls back to the previous revision, which must exist until then.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
