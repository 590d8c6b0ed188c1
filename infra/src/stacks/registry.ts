import type { ServiceManifest } from '@stockroom/service/manifest';
import type { Construct } from 'constructs';
import { GitHubOidcProvider, GitHubRole } from '../constructs/access/github.ts';
import { Repository } from '../constructs/registry/repository.ts';
import type { Deployment } from '../environments/environment.ts';
import { StockroomStack } from './stockroom-stack.ts';

export interface RegistryStackProps {
  readonly services: readonly ServiceManifest[];
  /** Whether a tag, once pushed, always means the same image. */
  readonly immutableTags: boolean;
  /** Whether repositories with images are protected from deletion. */
  readonly deletionProtection: boolean;
  /** Ids of other accounts whose environments run the images. */
  readonly pulledBy?: readonly string[];
  /** The GitHub repository, `owner/name`, whose main branch pushes images; none by default. */
  readonly pushedFrom?: string;
}

/**
 * `shared-registry`: an ECR repository per service, from which every environment runs the same digest,
 * and the role that pushes images. The emulated AWS has its own, `local-registry`.
 */
export class RegistryStack extends StockroomStack {
  /** By the service's name. */
  readonly repositories: Readonly<Record<string, Repository>>;

  constructor(scope: Construct, deployment: Deployment, props: RegistryStackProps) {
    super(scope, 'registry', deployment);
    this.repositories = Object.fromEntries(
      props.services.map(({ name }) => [
        name,
        new Repository(this, name, { pulledBy: [], ...props, name }),
      ]),
    );
    if (props.pushedFrom !== undefined) this.#addPushRole(props.pushedFrom);
    this.addOutput(
      'repository_urls',
      'The repositories that images are pushed to',
      Object.fromEntries(Object.entries(this.repositories).map(([name, { url }]) => [name, url])),
    );
  }

  /** Adds the role of the workflow that builds a release, once for all environments. */
  #addPushRole(repository: string): void {
    const identity = new GitHubOidcProvider(this, 'github');
    const role = new GitHubRole(this, 'push_role', {
      name: `${this.prefix}-push`,
      description: `Pushes the images of a release, from the main branch of ${repository}`,
      accountId: this.deployment.account.id,
      repository,
      subject: 'ref:refs/heads/main',
      permissions: {
        push: [
          // The action does not support resources.
          { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
          {
            actions: [
              'ecr:BatchCheckLayerAvailability',
              'ecr:BatchGetImage',
              'ecr:CompleteLayerUpload',
              'ecr:DescribeImages',
              'ecr:GetDownloadUrlForLayer',
              'ecr:InitiateLayerUpload',
              'ecr:PutImage',
              'ecr:UploadLayerPart',
            ],
            resources: Object.values(this.repositories).map(({ arn }) => arn),
          },
        ],
      },
    });
    role.node.addDependency(identity);
    this.addOutput('push_role_arn', 'The role that a workflow pushes images with', role.arn);
  }
}
