import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import type { ServiceManifest } from '@stockroom/service/manifest';
import { Construct } from 'constructs';

/** One end of a connection: a service, the load balancer or the database. */
interface Endpoint {
  /** As addresses and descriptions name it: `load_balancer`. */
  readonly name: string;
  readonly securityGroupId: string;
}

export interface ServiceAccessProps {
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly vpcId: string;
  readonly services: readonly ServiceManifest[];
  readonly loadBalancerSecurityGroupId: string;
  readonly database: { readonly securityGroupId: string; readonly port: number };
}

/**
 * The security groups of the services, from their manifests alone: `public` allows the load balancer,
 * `calls` other services, `database` the database. Each connection is a rule in both security
 * groups. Every service can call AWS by HTTPS.
 */
export class ServiceAccess extends Construct {
  /** Each service's security group, by the service's name. */
  readonly securityGroupIds: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: ServiceAccessProps) {
    super(scope, id);
    const endpoints = new Map<string, Endpoint>();
    for (const { name } of props.services) {
      const { id: securityGroupId } = new SecurityGroup(this, name, {
        name: `${props.prefix}-${name}`,
        description: `Tasks of the service ${name}`,
        vpcId: props.vpcId,
      });
      endpoints.set(name, { name, securityGroupId });
    }
    const loadBalancer = {
      name: 'load_balancer',
      securityGroupId: props.loadBalancerSecurityGroupId,
    };
    const database = { name: 'database', securityGroupId: props.database.securityGroupId };

    for (const service of props.services) {
      const endpoint = endpointOf(endpoints, service.name);
      this.#allowAws(endpoint);
      if (service.public) this.#allow(loadBalancer, endpoint, service.port);
      if (service.database) this.#allow(endpoint, database, props.database.port);
      for (const called of service.calls) {
        const { port } = manifestOf(props.services, called);
        this.#allow(endpoint, endpointOf(endpoints, called), port);
      }
    }
    this.securityGroupIds = Object.fromEntries(
      [...endpoints].map(([name, { securityGroupId }]) => [name, securityGroupId]),
    );
  }

  #allow(from: Endpoint, to: Endpoint, port: number): void {
    const rule = { ipProtocol: 'tcp', fromPort: port, toPort: port };
    new VpcSecurityGroupEgressRule(this, `${from.name}_to_${to.name}`, {
      ...rule,
      securityGroupId: from.securityGroupId,
      referencedSecurityGroupId: to.securityGroupId,
      description: `To ${to.name}`,
    });
    new VpcSecurityGroupIngressRule(this, `${to.name}_from_${from.name}`, {
      ...rule,
      securityGroupId: to.securityGroupId,
      referencedSecurityGroupId: from.securityGroupId,
      description: `From ${from.name}`,
    });
  }

  /** Tasks fetch images, logs and secrets from AWS themselves. */
  #allowAws({ name, securityGroupId }: Endpoint): void {
    new VpcSecurityGroupEgressRule(this, `${name}_to_aws`, {
      securityGroupId,
      description: 'AWS by HTTPS',
      cidrIpv4: '0.0.0.0/0',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
    });
  }
}

function endpointOf(endpoints: ReadonlyMap<string, Endpoint>, name: string): Endpoint {
  const endpoint = endpoints.get(name);
  if (endpoint === undefined) throw new Error(`There is no service ${name}`);
  return endpoint;
}

function manifestOf(services: readonly ServiceManifest[], name: string): ServiceManifest {
  const manifest = services.find((service) => service.name === name);
  if (manifest === undefined) throw new Error(`There is no service ${name}`);
  return manifest;
}
