import type { Construct } from 'constructs';
import { Cluster } from '../constructs/cluster.ts';
import { LoadBalancer } from '../constructs/load-balancer.ts';
import type { Environment } from '../environments/schema.ts';
import type { NetworkStack } from './network.ts';
import { StockroomStack } from './stockroom-stack.ts';

/** `<environment>-platform`: what all services share, the cluster and the load balancer. */
export class PlatformStack extends StockroomStack {
  readonly cluster: Cluster;
  readonly loadBalancer: LoadBalancer;
  /** Where people and programs reach the system. */
  readonly url: string;

  constructor(scope: Construct, environment: Environment, { vpc }: NetworkStack) {
    super(scope, 'platform', environment);
    this.cluster = new Cluster(this, 'cluster', { name: this.prefix });
    this.loadBalancer = new LoadBalancer(this, 'load_balancer', {
      name: this.prefix,
      vpcId: vpc.vpcId,
      subnetIds: vpc.publicSubnetIds,
      domain: environment.domain,
      deletionProtection: environment.deletionProtection,
    });
    this.url = this.#url(environment);
    this.addOutput('cluster_name', 'The ECS cluster', this.cluster.clusterName);
    this.addOutput(
      'load_balancer_dns_name',
      "The load balancer's own name",
      this.loadBalancer.dnsName,
    );
  }

  #url({ account, domain }: Environment): string {
    if (account.emulator !== undefined) {
      // The emulator answers for every load balancer on its own port and tells them apart by host.
      const url = new URL(account.emulator);
      url.hostname = `${this.prefix}.alb.localhost`;
      return url.origin;
    }
    return domain === undefined ? `http://${this.loadBalancer.dnsName}` : `https://${domain.name}`;
  }
}
