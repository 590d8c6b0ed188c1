import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import type { ServiceManifest } from '@stockroom/service/manifest';
import { Construct } from 'constructs';

/** Somebody who may be called, or may call. */
interface Party {
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
 * Who may talk to whom, from what the manifests say and nothing else: `public` lets the load
 * balancer in, `calls` opens the way to another service, `database` the way to the database. Each
 * way is a rule at both of its ends. All may call AWS, by HTTPS.
 */
export class ServiceAccess extends Construct {
  /** Each service's security group, by the service's name. */
  readonly securityGroupIds: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: ServiceAccessProps) {
    super(scope, id);
    const parties = new Map<string, Party>();
    for (const { name } of props.services) {
      const { id: securityGroupId } = new SecurityGroup(this, name, {
        name: `${props.prefix}-${name}`,
        description: `Tasks of the service ${name}`,
        vpcId: props.vpcId,
      });
      parties.set(name, { name, securityGroupId });
    }
    const loadBalancer = {
      name: 'load_balancer',
      securityGroupId: props.loadBalancerSecurityGroupId,
    };
    const database = { name: 'database', securityGroupId: props.database.securityGroupId };

    for (const service of props.services) {
      const party = partyOf(parties, service.name);
      this.#allowAws(party);
      if (service.public) this.#allow(loadBalancer, party, service.port);
      if (service.database) this.#allow(party, database, props.database.port);
      for (const called of service.calls) {
        const { port } = manifestOf(props.services, called);
        this.#allow(party, partyOf(parties, called), port);
      }
    }
    this.securityGroupIds = Object.fromEntries(
      [...parties].map(([name, { securityGroupId }]) => [name, securityGroupId]),
    );
  }

  #allow(from: Party, to: Party, port: number): void {
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

  /** Images, logs and secrets are fetched from AWS by the task itself. */
  #allowAws({ name, securityGroupId }: Party): void {
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

function partyOf(parties: ReadonlyMap<string, Party>, name: string): Party {
  const party = parties.get(name);
  if (party === undefined) throw new Error(`There is no service ${name}`);
  return party;
}

function manifestOf(services: readonly ServiceManifest[], name: string): ServiceManifest {
  const manifest = services.find((service) => service.name === name);
  if (manifest === undefined) throw new Error(`There is no service ${name}`);
  return manifest;
}
