import type { ServiceManifest } from '@stockroom/service/manifest';
import type { Construct } from 'constructs';
import { Repository } from '../constructs/repository.ts';
import type { Deployment } from '../environments/schema.ts';
import { StockroomStack } from './stockroom-stack.ts';

export interface RegistryStackProps {
  readonly services: readonly ServiceManifest[];
  /** Whether a tag, once pushed, always means the same image. */
  readonly immutableTags: boolean;
  /** Whether repositories that hold images refuse to be deleted. */
  readonly deletionProtection: boolean;
}

/**
 * `shared-registry`: an ECR repository per service, from which every environment runs the same
 * digest. In the emulated AWS, which cannot see the shared one, the same stack is `local-registry`.
 */
export class RegistryStack extends StockroomStack {
  /** By the service's name. */
  readonly repositories: Readonly<Record<string, Repository>>;

  constructor(scope: Construct, deployment: Deployment, props: RegistryStackProps) {
    super(scope, 'registry', deployment);
    this.repositories = Object.fromEntries(
      props.services.map(({ name }) => [name, new Repository(this, name, { name, ...props })]),
    );
    this.addOutput(
      'repository_urls',
      'Where the images of each service are pushed to',
      Object.fromEntries(Object.entries(this.repositories).map(([name, { url }]) => [name, url])),
    );
  }
}
