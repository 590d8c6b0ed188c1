import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { Dashboard } from '../constructs/alarms/dashboard.ts';
import { DatabaseAlarms } from '../constructs/alarms/database-alarms.ts';
import { ErrorBudgetAlarms } from '../constructs/alarms/error-budget-alarms.ts';
import { PlatformAlarms } from '../constructs/alarms/platform-alarms.ts';
import { databasePorts } from '../constructs/database/database.ts';
import { ServiceAccess } from '../constructs/network/service-access.ts';
import { type ImageRepository, imageOf } from '../constructs/registry/image.ts';
import { ContainerService } from '../constructs/service/container-service.ts';
import {
  type ServiceEnvironment,
  serviceEnvironment,
} from '../constructs/service/service-environment.ts';
import type { DeployedService } from '../deployed-service.ts';
import type { Environment } from '../environments/environment.ts';
import { callees, inDependencyOrder } from '../service-graph.ts';
import type { DataStack } from './data.ts';
import type { NetworkStack } from './network.ts';
import type { PlatformStack } from './platform.ts';
import { StockroomStack } from './stockroom-stack.ts';

export interface ServicesStackProps {
  readonly network: NetworkStack;
  readonly data: DataStack;
  readonly platform: PlatformStack;
  readonly services: readonly DeployedService[];
  /** The image repositories, by the name of the service. */
  readonly repositories: Readonly<Record<string, ImageRepository>>;
}

/** `<environment>-services`: the services and the access between them. The only stack that a release changes. */
export class ServicesStack extends StockroomStack {
  readonly #environment: Environment;
  readonly #props: ServicesStackProps;
  readonly #release: string;
  readonly #access: ServiceAccess;

  constructor(scope: Construct, environment: Environment, props: ServicesStackProps) {
    super(scope, 'services', environment);
    this.#environment = environment;
    this.#props = props;
    this.#release = this.#addReleaseVariable();
    this.#access = this.#addAccess();
    const services = this.#addServices();
    this.#addAlarms();
    this.#addDashboard();
    this.#addOutputs(services);
  }

  /** TF_VAR_release=<commit> */
  #addReleaseVariable(): string {
    const { defaultRelease } = this.#environment;
    const variable = new TerraformVariable(this, 'release_variable', {
      type: 'string',
      description: 'The release to run: the tag that its images were pushed with',
      nullable: false,
      ...(defaultRelease === undefined ? {} : { default: defaultRelease }),
    });
    // A variable and an output can have the same name, two constructs cannot.
    variable.overrideLogicalId('release');
    return variable.stringValue;
  }

  #addAccess(): ServiceAccess {
    const { network, data, platform, services } = this.#props;
    return new ServiceAccess(this, 'access', {
      prefix: this.prefix,
      vpcId: network.vpc.vpcId,
      services,
      loadBalancerSecurityGroupId: platform.loadBalancer.securityGroupId,
      database: {
        securityGroupId: data.database.securityGroupId,
        port: databasePorts[data.database.kind],
      },
    });
  }

  /** Adds the services, each after those that it calls. */
  #addServices(): ReadonlyMap<string, ContainerService> {
    const added = new Map<string, ContainerService>();
    for (const service of inDependencyOrder(this.#props.services)) {
      added.set(service.name, this.#addService(service, added));
    }
    return added;
  }

  #addService(
    service: DeployedService,
    added: ReadonlyMap<string, ContainerService>,
  ): ContainerService {
    const { network, platform, services, repositories } = this.#props;
    const { account, images, ...environment } = this.#environment;
    const { name } = service;
    const calls = callees(service, services);
    const repository = named(repositories, name);
    return new ContainerService(this, name, {
      service,
      environment: this.#environmentOf(service, calls),
      prefix: this.prefix,
      account,
      image: {
        uri: imageOf(this, `${name}_image`, images, repository, this.#release),
        repositoryArn: repository.arn,
      },
      network: {
        vpcId: network.vpc.vpcId,
        subnetIds: network.vpc.appSubnetIds,
        securityGroupId: named(this.#access.securityGroupIds, name),
      },
      cluster: platform.cluster,
      loadBalancer: platform.loadBalancer,
      callGraph: {
        calls: calls.flatMap((called) => added.get(called.name) ?? []),
        isCalled: services.some((other) => other.calls.includes(name)),
      },
      alarms: {
        latencyMilliseconds: environment.operations.latencyMilliseconds,
        topicArn: platform.alarmTopic.arn,
      },
      logRetentionDays: environment.logRetentionDays,
      executeCommand: environment.executeCommand,
    });
  }

  #environmentOf(service: DeployedService, calls: readonly DeployedService[]): ServiceEnvironment {
    const { network, data, platform } = this.#props;
    return serviceEnvironment({
      service,
      calls,
      prefix: this.prefix,
      region: this.#environment.account.region,
      release: this.#release,
      loadBalancerRanges: network.vpc.publicSubnetRanges,
      database: data.database,
      secretArns: { ...this.#environment.secrets, SESSION_KEY: data.accessSecrets.sessionKeyArn },
      availableVariables: {
        NODE_ENV: 'production',
        PUBLIC_URL: platform.url,
        ...data.signIn?.variables,
      },
      secretArnVariables: {
        API_KEYS_SECRET_ARN: data.accessSecrets.apiKeysArn,
        ACTOR_KEY_SECRET_ARN: data.accessSecrets.actorKeyArn,
      },
    });
  }

  /** The alarms of what all services share; each service has its own. */
  #addAlarms(): void {
    const { network, platform } = this.#props;
    const { database, operations } = this.#environment;
    const { arnSuffix: loadBalancerArnSuffix } = platform.loadBalancer;
    const topicArn = platform.alarmTopic.arn;
    const { prefix } = this;
    new ErrorBudgetAlarms(this, 'error_budget', {
      prefix,
      loadBalancerArnSuffix,
      availabilityPercent: operations.availabilityPercent,
      topicArn,
    });
    new PlatformAlarms(this, 'platform', {
      prefix,
      loadBalancerArnSuffix,
      natGatewayIds: network.vpc.natGatewayIds,
      topicArn,
    });
    new DatabaseAlarms(this, 'database', { name: prefix, ...database, topicArn });
  }

  #addDashboard(): void {
    const { network, platform, services } = this.#props;
    const { account, database } = this.#environment;
    new Dashboard(this, 'dashboard', {
      name: this.prefix,
      region: account.region,
      services,
      clusterName: platform.cluster.clusterName,
      loadBalancerArnSuffix: platform.loadBalancer.arnSuffix,
      natGatewayIds: network.vpc.natGatewayIds,
      database: { kind: database.kind, name: this.prefix },
    });
  }

  #addOutputs(added: ReadonlyMap<string, ContainerService>): void {
    const { platform } = this.#props;
    const services = Object.fromEntries(
      [...added].map(([name, service]) => [
        name,
        {
          service: service.serviceName,
          task_definition: service.taskDefinitionArn,
          log_group: service.logGroupName,
          ...(service.migration && { migration: service.migration }),
          ...(service.targetGroupArn && { target_group: service.targetGroupArn }),
        },
      ]),
    );
    this.addOutput('url', 'The public URL', platform.url);
    this.addOutput('release', 'The deployed release', this.#release);
    this.addOutput('cluster_name', 'The ECS cluster', platform.cluster.clusterName);
    this.addOutput('services', 'What each service consists of', services);
  }
}

function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`Nothing is named ${name}`);
  return value;
}
