import path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { projectTags } from '@stockroom/service/manifest';
import { LocalBackend, S3Backend, TerraformElement, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';
import type { Account, Deployment, State } from '../environments/environment.ts';
import { terraformConstraint } from '../terraform/find-terraform.ts';
import { prepareStackDirectory } from './stack-directory.ts';

/**
 * What every stack has: a provider for its account only, its own state, default tags, and readable
 * Terraform addresses.
 */
export abstract class StockroomStack extends TerraformStack {
  readonly deployment: Deployment;
  readonly #addresses = new Map<string, string>();

  /** @param part what the stack holds: `network` makes it `dev-network` in the environment dev */
  constructor(scope: Construct, part: string, deployment: Deployment, state = deployment.state) {
    const name = `${deployment.name}-${part}`;
    super(scope, name);
    this.deployment = deployment;
    this.addOverride('terraform.required_providers.aws.version', deployment.providerVersion);
    this.addOverride('terraform.required_version', terraformConstraint);
    new AwsProvider(this, 'aws', {
      region: deployment.account.region,
      allowedAccountIds: [deployment.account.id],
      defaultTags: [{ tags: this.tags }],
      ...emulatorSettings(deployment.account),
    });
    addBackend(this, deployment, state);
    prepareStackDirectory(this, deployment.providerVersion);
  }

  /** Start of the names of everything in AWS: `stockroom-dev`. */
  get prefix(): string {
    return prefixOf(this.deployment);
  }

  /** The default tags of every resource. */
  get tags(): Record<string, string> {
    return {
      ...projectTags,
      environment: this.deployment.name,
      stack: this.node.id,
    };
  }

  /** Adds an output to the state, for people and the release command line. */
  protected addOutput(name: string, description: string, value: unknown): void {
    new TerraformOutput(this, name, { description, value });
  }

  /**
   * Addresses without the hashes that CDKTF adds, so that the state reads well:
   * `aws_subnet.vpc_public_a`. Without hashes two can be the same, which is an error.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : (element as Node);
    const ids = node.scopes.slice(node.scopes.indexOf(this) + 1).map((scope) => scope.node.id);
    const address = ids
      .filter((id) => id !== 'Default')
      .join('_')
      .replaceAll('-', '_')
      .replace(/[^A-Za-z0-9_]/g, '_');
    const kind = element.constructor.name;
    const owner = this.#addresses.get(`${kind} ${address}`) ?? node.path;
    if (owner !== node.path) {
      throw new Error(`${node.path} and ${owner} are both ${kind} ${address}; rename one`);
    }
    this.#addresses.set(`${kind} ${address}`, owner);
    return address;
  }
}

/** Start of the names of everything in AWS: `stockroom-dev`. */
export function prefixOf(deployment: Pick<Deployment, 'name'>): string {
  return `stockroom-${deployment.name}`;
}

/** The AWS services that the stacks use, as the provider names their endpoints. */
const emulatedServices = [
  'acm',
  'applicationautoscaling',
  'autoscaling',
  'budgets',
  'cloudwatch',
  'cloudwatchlogs',
  'cognitoidp',
  'docdb',
  'ec2',
  'ecr',
  'ecs',
  'elbv2',
  'iam',
  'kms',
  'rds',
  'resourcegroupstaggingapi',
  'route53',
  's3',
  's3control',
  'secretsmanager',
  'servicediscovery',
  'sns',
  'ssm',
  'sts',
  'wafv2',
] as const;

/** Sends every call to the emulator, with credentials that no real account accepts. */
function emulatorSettings({ emulator }: Account) {
  if (emulator === undefined) return {};
  return {
    accessKey: 'emulated',
    secretKey: 'emulated',
    endpoints: [Object.fromEntries(emulatedServices.map((service) => [service, emulator]))],
    s3UsePathStyle: true,
    skipMetadataApiCheck: 'true',
    // Without an emulator, fail soon and not after the 25 retries of the provider.
    maxRetries: 3,
  };
}

function addBackend(stack: TerraformStack, { account, name }: Deployment, state: State): void {
  const file = `${stack.node.id}.tfstate`;
  if (state.kind === 'local') {
    new LocalBackend(stack, { path: path.join(state.directory, file) });
    return;
  }
  new S3Backend(stack, {
    bucket: state.bucket,
    key: `${name}/${file}`,
    region: state.region,
    encrypt: true,
    allowedAccountIds: [account.id],
  });
  // CDKTF's S3Backend does not have it yet.
  stack.addOverride('terraform.backend.s3.use_lockfile', true);
}
