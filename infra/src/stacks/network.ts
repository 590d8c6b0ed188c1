import type { Construct } from 'constructs';
import { databasePorts } from '../constructs/database/database.ts';
import { Vpc } from '../constructs/network/vpc.ts';
import type { Environment } from '../environments/environment.ts';
import { StockroomStack } from './stockroom-stack.ts';

/** `<environment>-network`: the VPC and its three tiers. */
export class NetworkStack extends StockroomStack {
  readonly vpc: Vpc;

  constructor(scope: Construct, environment: Environment) {
    super(scope, 'network', environment);
    this.vpc = new Vpc(this, 'vpc', {
      prefix: this.prefix,
      accountId: environment.account.id,
      region: environment.account.region,
      databasePort: databasePorts[environment.database.kind],
      logRetentionDays: environment.logRetentionDays,
      ...environment.network,
      interfaceEndpoints: environment.network.interfaceEndpoints
        ? interfaceEndpoints(environment)
        : [],
    });
  }
}

/** What tasks ask of AWS at their start and later, and instances besides (ECS developer guide, VPC endpoints). */
function interfaceEndpoints({ capacity, executeCommand }: Environment): string[] {
  return [
    ...['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager'],
    ...(executeCommand ? ['ssmmessages'] : []),
    ...(capacity.kind === 'ec2' ? ['ecs', 'ecs-agent', 'ecs-telemetry'] : []),
  ];
}
