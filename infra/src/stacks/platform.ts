import type { Construct } from 'constructs';
import { GitHubOidcProvider, GitHubRole } from '../constructs/access/github.ts';
import { releasePermissions } from '../constructs/access/release-permissions.ts';
import { AlarmTopic } from '../constructs/alarms/alarm-topic.ts';
import { Cluster } from '../constructs/cluster/cluster.ts';
import { Firewall } from '../constructs/load-balancer/firewall.ts';
import { LoadBalancer } from '../constructs/load-balancer/load-balancer.ts';
import type { ImageRepository } from '../constructs/registry/image.ts';
import type { Environment } from '../environments/environment.ts';
import type { NetworkStack } from './network.ts';
import { publicUrlOf } from './public-url.ts';
import { StockroomStack } from './stockroom-stack.ts';

export interface PlatformStackProps {
  readonly network: NetworkStack;
  /** The image repositories, by the name of the service. */
  readonly repositories: Readonly<Record<string, ImageRepository>>;
  /** Whether this environment creates the OIDC provider of GitHub, once for all environments of its account. */
  readonly createsGitHubOidcProvider: boolean;
}

/**
 * `<environment>-platform`: what all services share: the cluster, the load balancer with its
 * firewall, the alarm topic, and the role that releases.
 */
export class PlatformStack extends StockroomStack {
  readonly cluster: Cluster;
  readonly loadBalancer: LoadBalancer;
  readonly alarmTopic: AlarmTopic;
  /** Public URL of the system. */
  readonly url: string;

  readonly #environment: Environment;

  constructor(scope: Construct, environment: Environment, props: PlatformStackProps) {
    super(scope, 'platform', environment);
    this.#environment = environment;
    this.alarmTopic = this.#addAlarmTopic();
    this.cluster = this.#addCluster(props.network);
    this.loadBalancer = this.#addLoadBalancer(props.network);
    this.#addFirewall();
    this.#addReleaseRole(props);
    this.url = publicUrlOf(environment);
    this.#addOutputs();
  }

  #addAlarmTopic(): AlarmTopic {
    const { account, name, operations } = this.#environment;
    return new AlarmTopic(this, 'alarms', {
      prefix: this.prefix,
      accountId: account.id,
      environment: name,
      emails: operations.alarmEmails,
      monthlyBudget: operations.monthlyBudget,
    });
  }

  #addCluster({ vpc }: NetworkStack): Cluster {
    return new Cluster(this, 'cluster', {
      name: this.prefix,
      capacity: this.#environment.capacity,
      vpcId: vpc.vpcId,
      subnetIds: vpc.appSubnetIds,
      tags: this.tags,
    });
  }

  #addLoadBalancer({ vpc }: NetworkStack): LoadBalancer {
    const { account, domain, deletionProtection, logRetentionDays } = this.#environment;
    return new LoadBalancer(this, 'load_balancer', {
      name: this.prefix,
      vpcId: vpc.vpcId,
      subnetIds: vpc.publicSubnetIds,
      domain,
      deletionProtection,
      accountId: account.id,
      logRetentionDays,
    });
  }

  #addFirewall(): void {
    const { firewall, logRetentionDays } = this.#environment;
    if (firewall === undefined) return;
    new Firewall(this, 'firewall', {
      name: this.prefix,
      loadBalancerArn: this.loadBalancer.arn,
      requestsPerAddress: firewall.requestsPerAddress,
      logRetentionDays,
    });
  }

  /** In another stack than the one it changes, so that a release cannot extend its own permissions. */
  #addReleaseRole({ repositories, createsGitHubOidcProvider }: PlatformStackProps): void {
    const { account, deployFrom, name, state } = this.#environment;
    if (deployFrom === undefined) return;
    const role = new GitHubRole(this, 'release_role', {
      name: `${this.prefix}-release`,
      description: `Releases to ${name}, from the GitHub environment ${name} of ${deployFrom}`,
      accountId: account.id,
      repository: deployFrom,
      subject: `environment:${name}`,
      permissions: releasePermissions({
        environment: name,
        prefix: this.prefix,
        account,
        state,
        repositoryArns: Object.values(repositories).map(({ arn }) => arn),
      }),
    });
    if (createsGitHubOidcProvider) role.node.addDependency(new GitHubOidcProvider(this, 'github'));
    this.addOutput('release_role_arn', 'The role that a workflow releases with', role.arn);
  }

  #addOutputs(): void {
    const { clusterName } = this.cluster;
    const { dnsName, nameServers } = this.loadBalancer;
    this.addOutput('cluster_name', 'The ECS cluster', clusterName);
    this.addOutput('load_balancer_dns_name', "The load balancer's own name", dnsName);
    this.addOutput('alarm_topic_arn', 'The SNS topic of all alarms', this.alarmTopic.arn);
    if (nameServers !== undefined) {
      this.addOutput(
        'name_servers',
        'The name servers that the parent zone has to delegate to',
        nameServers,
      );
    }
  }
}
