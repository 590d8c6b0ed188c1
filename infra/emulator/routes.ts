/** The emulators behind the front door. */
export type EmulatorName = 'ministack' | 'moto';

/**
 * The emulator of each AWS service, by the service name in a request's signature.
 *
 * MiniStack has the services that run containers or that containers use at run time. moto is more
 * complete for services that are configuration only.
 */
export const routes: Readonly<Record<string, EmulatorName>> = {
  budgets: 'ministack',
  ecr: 'ministack',
  ecs: 'ministack',
  elasticloadbalancing: 'ministack',
  logs: 'ministack',
  // DocumentDB requests are signed as rds, too.
  rds: 'ministack',
  secretsmanager: 'ministack',
  servicediscovery: 'ministack',

  acm: 'moto',
  'application-autoscaling': 'moto',
  autoscaling: 'moto',

  'cognito-idp': 'moto',
  dynamodb: 'moto',
  ec2: 'moto',
  events: 'moto',
  iam: 'moto',
  kms: 'moto',
  monitoring: 'moto',
  'resource-groups': 'moto',
  route53: 'moto',
  s3: 'moto',
  sns: 'moto',
  sqs: 'moto',
  ssm: 'moto',
  sts: 'moto',
  tagging: 'moto',
  wafv2: 'moto',
};

/**
 * Requests without a signature are not calls of the AWS API: traffic to a load balancer, pulls from
 * the container registry, and the task metadata endpoint. MiniStack serves all of them.
 */
export const unsignedRoute: EmulatorName = 'ministack';
