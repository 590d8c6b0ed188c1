import { defineService } from '@stockroom/service/manifest';
import { describe, expect, it } from 'vitest';
import { dev } from '../../../src/environments/dev.ts';
import { services } from '../../../src/services.ts';
import { type Attributes, named, reference, type Stack, synthesize } from '../../synthesis.ts';

const stack = named(synthesize(), 'local-services');
const devStack = named(synthesize(dev), 'dev-services');

function containerOf(stack: Stack, service: string): Attributes {
  const task = stack.resource(`aws_ecs_task_definition.${service}_task`);
  const [container = {}] = JSON.parse(String(task.container_definitions)) as Attributes[];
  return container;
}

function valuesOf(list: unknown): Record<string, string> {
  return Object.fromEntries(
    (list as { name: string; value?: string; valueFrom?: string }[]).map(
      ({ name, value, valueFrom }) => [name, value ?? valueFrom ?? ''],
    ),
  );
}

function statementsOf(stack: Stack, policy: string): { Action: string[]; Resource: string[] }[] {
  return JSON.parse(String(stack.resource(`aws_iam_role_policy.${policy}`).policy)).Statement;
}

describe('a task definition', () => {
  it.each(services)('has the size, port and stop timeout of the manifest of $name', (manifest) => {
    expect(stack.resource(`aws_ecs_task_definition.${manifest.name}_task`)).toMatchObject({
      family: `stockroom-local-${manifest.name}`,
      cpu: String(manifest.cpu),
      memory: String(manifest.memory),
      network_mode: 'awsvpc',
      requires_compatibilities: ['FARGATE'],
      runtime_platform: { cpu_architecture: 'ARM64' },
    });
    expect(containerOf(stack, manifest.name)).toMatchObject({
      name: manifest.name,
      portMappings: [{ name: manifest.name, containerPort: manifest.port }],
      stopTimeout: manifest.stopTimeoutSeconds,
    });
  });

  it('runs a container with least privilege', () => {
    expect(containerOf(stack, 'gateway')).toMatchObject({
      user: '10001:10001',
      readonlyRootFilesystem: true,
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
    });
  });

  it('allows a container to write to the paths of its manifest only', () => {
    const java = defineService({
      name: 'java',
      description: 'Reports',
      port: 9000,
      writablePaths: ['/tmp', '/var/cache/java'],
    });
    const services = named(synthesize({}, [java]), 'local-services');
    expect(services.resource('aws_ecs_task_definition.java_task').volume).toEqual([
      { name: 'tmp' },
      { name: 'var-cache-java' },
    ]);
    expect(containerOf(services, 'java')).toMatchObject({
      readonlyRootFilesystem: true,
      mountPoints: [
        { sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false },
        { sourceVolume: 'var-cache-java', containerPath: '/var/cache/java', readOnly: false },
      ],
    });
    expect(containerOf(stack, 'gateway')).not.toHaveProperty('mountPoints');
    expect(stack.resource('aws_ecs_task_definition.gateway_task')).not.toHaveProperty('volume');
  });

  it('checks the health of the container, at the path of the manifest', () => {
    const { command } = containerOf(stack, 'inventory').healthCheck as { command: string[] };
    expect(command.slice(0, 3)).toEqual(['CMD', 'node', '-e']);
    expect(command[3]).toContain('http://127.0.0.1:3001/health');
  });

  it('checks the health of a container without Node by the command of its manifest, or not at all', () => {
    const java = { name: 'java', description: 'Reports', port: 9000 };
    const healthCheckOf = (healthCommand: string[]) => {
      const service = defineService({ ...java, healthCommand });
      return containerOf(named(synthesize({}, [service]), 'local-services'), 'java').healthCheck;
    };
    const command = ['CMD-SHELL', 'curl --fail http://127.0.0.1:9000/actuator/health'];
    expect(healthCheckOf(command)).toMatchObject({ command });
    expect(healthCheckOf([])).toBeUndefined();
  });

  it('has the standard variables without an environment schema', () => {
    const java = defineService({ name: 'java', description: 'Reports', port: 9000 });
    const services = named(synthesize({}, [java]), 'local-services');
    expect(Object.keys(valuesOf(containerOf(services, 'java').environment))).toEqual([
      'AWS_REGION',
      'HOST',
      'METRICS_NAMESPACE',
      'PORT',
      'RELEASE',
    ]);
  });

  it('has the URLs of the services that it calls', () => {
    expect(valuesOf(containerOf(stack, 'gateway').environment)).toMatchObject({
      HOST: '0.0.0.0',
      INVENTORY_URL: 'http://inventory:3001',
      METRICS_NAMESPACE: 'Stockroom/stockroom-local',
      PORT: '8080',
      RELEASE: reference('var.release'),
      TRUSTED_PROXIES: '10.0.0.0/20,10.0.16.0/20',
    });
  });

  it('has the address of the database where the manifest has database: true', () => {
    expect(valuesOf(containerOf(stack, 'inventory').environment)).toEqual({
      ACTOR_KEY_SECRET_ARN: expect.stringContaining('access_actor_key'),
      AWS_REGION: 'us-east-1',
      DATABASE_HOST: expect.stringContaining('aws_docdb_cluster_database_endpoint'),
      DATABASE_KIND: 'documentdb',
      DATABASE_NAME: 'stockroom',
      DATABASE_PORT: '27017',
      DATABASE_READER_HOST: expect.stringContaining('reader_endpoint'),
      DATABASE_SECRET_ARN: expect.stringContaining('secret_arn'),
      HOST: '0.0.0.0',
      METRICS_NAMESPACE: 'Stockroom/stockroom-local',
      NODE_ENV: 'production',
      PORT: '3001',
      RELEASE: reference('var.release'),
    });
  });

  it('gets user and password from the secret that AWS manages', () => {
    expect(valuesOf(containerOf(stack, 'inventory').secrets)).toEqual({
      DATABASE_PASSWORD: expect.stringMatching(/secret_arn\}:password::$/),
      DATABASE_USERNAME: expect.stringMatching(/secret_arn\}:username::$/),
    });
  });

  it('has no variable of the database without database: true', () => {
    const gateway = containerOf(stack, 'gateway');
    expect(JSON.stringify(gateway)).not.toContain('DATABASE');
  });

  it('has the form in which ECS returns it: sorted, and without empty lists', () => {
    for (const { name } of services) {
      const container = containerOf(stack, name);
      const variables = Object.keys(valuesOf(container.environment));
      expect(variables).toEqual(variables.toSorted());
      expect(Object.values(container)).not.toContainEqual([]);
    }
  });

  it('names the image by the digest that the release has in the shared registry', () => {
    expect(containerOf(devStack, 'gateway').image).toBe(
      `111111111111.dkr.ecr.us-east-1.amazonaws.com/stockroom/gateway@${reference('one(values(data.aws_ecr_image.gateway_image)[*].image_digest)')}`,
    );
    expect(devStack.data('aws_ecr_image').gateway_image).toMatchObject({
      registry_id: '111111111111',
      repository_name: 'stockroom/gateway',
      image_tag: reference('var.release'),
    });
  });

  it('names the image by its tag in the emulated AWS', () => {
    expect(containerOf(stack, 'gateway').image).toMatch(/repository_url\}:\$\{var\.release\}$/);
  });

  it('is registered before the previous one is deleted, which a rollback needs', () => {
    expect(stack.resource('aws_ecs_task_definition.gateway_task').lifecycle).toEqual({
      create_before_destroy: true,
    });
  });
});

describe('the settings of an environment for a service', () => {
  const settings = {
    gateway: {
      variables: { RATE_LIMIT_PER_MINUTE: 3000, LOG_LEVEL: 'debug' },
      cpu: 512,
      memory: 2048,
      scaling: { minTasks: 1 },
      cpuArchitecture: 'X86_64',
    },
  } as const;
  const [gateway] = services;
  const migrating = services.map((service) => ({ ...service, migrationCommand: ['node'] }));
  const changed = named(synthesize({ services: settings }, migrating), 'local-services');

  it('are the size and the architecture of its tasks', () => {
    for (const name of ['gateway_task', 'gateway_migration']) {
      expect(changed.resource(`aws_ecs_task_definition.${name}`)).toMatchObject({
        cpu: '512',
        memory: '2048',
        runtime_platform: { cpu_architecture: 'X86_64' },
      });
    }
    expect(changed.resource('aws_ecs_task_definition.inventory_task')).toMatchObject({
      cpu: '512',
      memory: '1024',
      runtime_platform: { cpu_architecture: 'ARM64' },
    });
  });

  it('are variables of its container, besides those that infra sets', () => {
    expect(valuesOf(containerOf(changed, 'gateway').environment)).toMatchObject({
      RATE_LIMIT_PER_MINUTE: '3000',
      LOG_LEVEL: 'debug',
      PORT: String(gateway?.port),
    });
    expect(valuesOf(containerOf(changed, 'inventory').environment)).not.toHaveProperty('LOG_LEVEL');
  });

  it('are its scaling, where they set it', () => {
    expect(changed.resource('aws_ecs_service.gateway').desired_count).toBe(1);
    expect(changed.resource('aws_appautoscaling_target.gateway_scaling')).toMatchObject({
      min_capacity: 1,
      max_capacity: gateway?.scaling.maxTasks,
    });
  });
});

describe('the smallest environment', () => {
  it('runs one task of each service, on demand, of the smallest size', () => {
    for (const { name } of services) {
      expect(devStack.resource(`aws_ecs_service.${name}`)).toMatchObject({
        desired_count: 1,
        deployment_minimum_healthy_percent: 100,
      });
      expect(devStack.resource(`aws_ecs_task_definition.${name}_task`)).toMatchObject({
        cpu: '256',
        memory: '512',
      });
    }
  });

  it('raises its alarm when that task is gone', () => {
    expect(
      devStack.resource('aws_cloudwatch_metric_alarm.inventory_alarm_unhealthy'),
    ).toMatchObject({ metric_name: 'RunningTaskCount', threshold: 1 });
  });
});

describe('the roles of a service', () => {
  it('allow ECS to pull its image, write its log and read its secret, by name', () => {
    expect(statementsOf(stack, 'inventory_role_execution_policy')).toMatchObject([
      { Action: ['ecr:GetAuthorizationToken'], Resource: ['*'] },
      { Resource: [expect.stringContaining('aws_ecr_repository_inventory_arn')] },
      { Resource: [`${reference('aws_cloudwatch_log_group.inventory_log.arn')}:*`] },
      {
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [expect.stringContaining('secret_arn')],
      },
    ]);
  });

  it('allow the service to read its secrets again, because they rotate', () => {
    expect(statementsOf(stack, 'inventory_role_task_policy')).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [
          expect.stringContaining('secret_arn'),
          expect.stringContaining('access_actor_key'),
        ],
      },
    ]);
  });

  it('grant a service without a secret no permissions', () => {
    const quiet = defineService({ name: 'quiet', description: 'Reads no secret', port: 9000 });
    const services = named(synthesize({}, [quiet]), 'local-services');
    expect(Object.keys(services.resources('aws_iam_role_policy'))).toEqual([
      'quiet_role_execution_policy',
    ]);
  });

  it('allow a shell only where the environment has executeCommand', () => {
    const actions = (stack: Stack) =>
      statementsOf(stack, 'gateway_role_task_policy').flatMap(({ Action }) => Action);
    expect(actions(devStack)).toContain('ssmmessages:OpenControlChannel');
    expect(actions(stack)).not.toContain('ssmmessages:OpenControlChannel');
    expect(containerOf(devStack, 'gateway').mountPoints).toMatchObject([
      { containerPath: '/var/lib/amazon' },
      { containerPath: '/var/log/amazon' },
    ]);
    expect(devStack.resource('aws_ecs_service.gateway').enable_execute_command).toBe(true);
    expect(stack.resource('aws_ecs_service.gateway').enable_execute_command).toBe(false);
  });

  it('can be assumed by tasks of this account only', () => {
    for (const role of Object.values(stack.resources('aws_iam_role'))) {
      expect(JSON.parse(String(role.assume_role_policy)).Statement).toMatchObject([
        {
          Principal: { Service: 'ecs-tasks.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
        },
      ]);
    }
  });
});

describe('an ECS service', () => {
  const gateway = stack.resource('aws_ecs_service.gateway');
  const inventory = stack.resource('aws_ecs_service.inventory');

  it('runs in the app tier, without public addresses', () => {
    expect(gateway.network_configuration).toMatchObject({
      assign_public_ip: false,
      subnets: [expect.stringContaining('app_a'), expect.stringContaining('app_b')],
    });
  });

  it('keeps its desired count during a deployment, and is rolled back when that fails', () => {
    expect(gateway).toMatchObject({
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      deployment_circuit_breaker: { enable: true, rollback: true },
      availability_zone_rebalancing: 'ENABLED',
    });
  });

  it('is deployed once it is stable on the requested revision', () => {
    expect(gateway).toMatchObject({
      wait_for_steady_state: true,
      lifecycle: {
        postcondition: [
          {
            condition: reference(
              'self.task_definition == aws_ecs_task_definition.gateway_task.arn',
            ),
          },
        ],
      },
    });
  });

  it('starts with minTasks and leaves the count to autoscaling', () => {
    expect(gateway).toMatchObject({
      desired_count: 2,
      lifecycle: { ignore_changes: ['desired_count'] },
    });
  });

  it('has a Service Connect name where another service calls it', () => {
    expect(inventory.service_connect_configuration).toMatchObject({
      enabled: true,
      service: [
        {
          port_name: 'inventory',
          discovery_name: 'inventory',
          client_alias: { dns_name: 'inventory', port: 3001 },
        },
      ],
    });
  });

  it('has no Service Connect name where no other service calls it', () => {
    expect(gateway.service_connect_configuration).not.toHaveProperty('service');
  });

  it('starts after the services that it calls', () => {
    expect(gateway.depends_on).toContain('aws_ecs_service.inventory');
  });

  it('runs on Fargate Spot beyond one task where the environment says so', () => {
    expect(devStack.resource('aws_ecs_service.gateway').capacity_provider_strategy).toEqual([
      { capacity_provider: 'FARGATE', base: 1, weight: 1 },
      { capacity_provider: 'FARGATE_SPOT', base: 0, weight: 4 },
    ]);
  });
});

describe('the target group of a public service', () => {
  it('has its tasks by IP address and checks the health path of the manifest', () => {
    expect(stack.resource('aws_lb_target_group.gateway_target_group')).toMatchObject({
      target_type: 'ip',
      port: 8080,
      deregistration_delay: '30',
      health_check: { path: '/health', interval: 10, timeout: 5, healthy_threshold: 2 },
    });
  });

  it('does not exist for other services', () => {
    expect(Object.keys(stack.resources('aws_lb_target_group'))).toEqual(['gateway_target_group']);
    expect(stack.resource('aws_ecs_service.inventory')).not.toHaveProperty('load_balancer');
  });
});

describe('the scaling of a service', () => {
  it.each(services)('stays between minTasks and maxTasks of $name', ({ name, scaling }) => {
    expect(stack.resource(`aws_appautoscaling_target.${name}_scaling`)).toMatchObject({
      min_capacity: scaling.minTasks,
      max_capacity: scaling.maxTasks,
    });
  });

  it('tracks CPU and memory, and for public services the requests', () => {
    expect(Object.keys(stack.resources('aws_appautoscaling_policy'))).toEqual([
      'gateway_scaling_cpu',
      'gateway_scaling_memory',
      'gateway_scaling_requests',
      'inventory_scaling_cpu',
      'inventory_scaling_memory',
    ]);
  });

  it('adds tasks faster than it removes them', () => {
    expect(stack.resource('aws_appautoscaling_policy.gateway_scaling_cpu')).toMatchObject({
      target_tracking_scaling_policy_configuration: {
        target_value: 75,
        scale_out_cooldown: 60,
        scale_in_cooldown: 300,
      },
    });
  });
});

describe('a database migration', () => {
  const [gateway, inventory] = services;
  if (gateway === undefined || inventory === undefined) throw new Error('There are two services');
  const migrating = { ...inventory, migrationCommand: ['node', 'migrate.js'] };
  const migratingStack = named(synthesize({}, [gateway, migrating]), 'local-services');

  it('is a separate task: image, roles and variables of the service, with another command', () => {
    const task = migratingStack.resource('aws_ecs_task_definition.inventory_migration');
    const [container = {}] = JSON.parse(String(task.container_definitions)) as Attributes[];
    const service = containerOf(migratingStack, 'inventory');
    expect(task.family).toBe('stockroom-local-inventory-migration');
    expect(container).toMatchObject({
      command: ['node', 'migrate.js'],
      image: service.image,
      environment: service.environment,
      secrets: service.secrets,
    });
    expect(container).not.toHaveProperty('healthCheck');
  });

  it('is described in the outputs, so that the release command line runs it before the rollout', () => {
    expect(migratingStack.outputs.services?.value).toMatchObject({
      inventory: {
        migration: {
          task_definition: reference('aws_ecs_task_definition.inventory_migration.arn'),
          capacity_provider: 'FARGATE',
          subnets: [expect.stringContaining('app_a'), expect.stringContaining('app_b')],
          security_groups: [reference('aws_security_group.access_inventory.id')],
        },
      },
    });
  });

  it('does not exist for a service without a migration command', () => {
    const settled = { ...inventory, migrationCommand: [] };
    const stack = named(synthesize({}, [gateway, settled]), 'local-services');
    expect(Object.keys(stack.resources('aws_ecs_task_definition'))).toEqual([
      'gateway_task',
      'inventory_task',
    ]);
  });
});

describe('a secret besides the ones of the database', () => {
  const API_KEY = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:api-key';
  const reports = defineService({
    name: 'reports',
    description: 'Reports',
    port: 3002,
    secrets: ['API_KEY'],
  });
  const secretStack = named(synthesize({ secrets: { API_KEY } }, [reports]), 'local-services');

  it('is the one that the environment names, and only that service can read it', () => {
    expect(valuesOf(containerOf(secretStack, 'reports').secrets)).toEqual({ API_KEY });
    expect(statementsOf(secretStack, 'reports_role_task_policy')).toMatchObject([
      { Action: ['secretsmanager:GetSecretValue'], Resource: [API_KEY] },
    ]);
  });
});
