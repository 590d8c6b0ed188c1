import { Lb } from '@cdktf/provider-aws/lib/lb/index.js';
import {
  LbListener,
  type LbListenerDefaultAction,
} from '@cdktf/provider-aws/lib/lb-listener/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { loadBalancerIdleTimeoutSeconds } from '@stockroom/service/manifest';
import { Construct } from 'constructs';
import type { Domain } from '../../environments/environment.ts';
import { AccessLogs } from './access-logs.ts';
import { Certificate } from './certificate.ts';

export interface LoadBalancerProps {
  /** At most 32 characters. */
  readonly name: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** With it HTTPS is served and HTTP redirected to it; without, in an emulated AWS, plain HTTP. */
  readonly domain: Domain | undefined;
  readonly deletionProtection: boolean;
  readonly accountId: string;
  /** Days that the log of all requests is kept. */
  readonly logRetentionDays: number;
}

/** The response while no service has a listener rule. */
const noService = {
  type: 'fixed-response',
  fixedResponse: { contentType: 'text/plain', messageBody: 'No such service', statusCode: '404' },
} as const;

/** An Application Load Balancer on ports 80 and 443, the only public entry point. */
export class LoadBalancer extends Construct {
  readonly arn: string;
  /** The ARN suffix that CloudWatch and autoscaling use. */
  readonly arnSuffix: string;
  readonly dnsName: string;
  readonly securityGroupId: string;
  /** The listener that services add their rules to. */
  readonly listenerArn: string;
  /** The name servers that the parent zone has to delegate to; `undefined` for an existing zone. */
  readonly nameServers: readonly string[] | undefined;

  readonly #props: LoadBalancerProps;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.#props = props;
    this.securityGroupId = this.#addSecurityGroup();
    const accessLogs = new AccessLogs(this, 'access_logs', {
      prefix: props.name,
      accountId: props.accountId,
      retentionDays: props.logRetentionDays,
      deletionProtection: props.deletionProtection,
    });
    const loadBalancer = new Lb(this, 'Default', {
      name: props.name,
      loadBalancerType: 'application',
      internal: false,
      subnets: [...props.subnetIds],
      securityGroups: [this.securityGroupId],
      idleTimeout: loadBalancerIdleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: props.deletionProtection,
      accessLogs: { bucket: accessLogs.bucketName, enabled: true },
      // Creating the load balancer writes a test file.
      dependsOn: [accessLogs.writable],
    });
    this.arn = loadBalancer.arn;
    this.arnSuffix = loadBalancer.arnSuffix;
    this.dnsName = loadBalancer.dnsName;
    const certificate =
      props.domain && new Certificate(this, 'certificate', { domain: props.domain });
    this.nameServers = certificate?.nameServers;
    this.listenerArn =
      certificate === undefined
        ? this.#addHttpListener(noService)
        : this.#addHttpsListener(certificate, loadBalancer);
  }

  #addSecurityGroup(): string {
    const { id } = new SecurityGroup(this, 'security_group', {
      name: `${this.#props.name}-load-balancer`,
      description: 'Load balancer: the internet on 80 and 443, and from it to the public service',
      vpcId: this.#props.vpcId,
    });
    for (const port of this.#props.domain === undefined ? [80] : [80, 443]) {
      new VpcSecurityGroupIngressRule(this, `from_internet_on_${port}`, {
        securityGroupId: id,
        description: `Internet on ${port}`,
        cidrIpv4: '0.0.0.0/0',
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
      });
    }
    return id;
  }

  #addHttpListener(action: LbListenerDefaultAction): string {
    return new LbListener(this, 'http', {
      loadBalancerArn: this.arn,
      port: 80,
      protocol: 'HTTP',
      defaultAction: [action],
    }).arn;
  }

  #addHttpsListener(certificate: Certificate, loadBalancer: Lb): string {
    this.#addHttpListener({
      type: 'redirect',
      redirect: { port: '443', protocol: 'HTTPS', statusCode: 'HTTP_301' },
    });
    new Route53Record(this, 'address', {
      zoneId: certificate.hostedZoneId,
      name: certificate.domainName,
      type: 'A',
      alias: {
        name: loadBalancer.dnsName,
        zoneId: loadBalancer.zoneId,
        evaluateTargetHealth: true,
      },
    });
    return new LbListener(this, 'https', {
      loadBalancerArn: this.arn,
      port: 443,
      protocol: 'HTTPS',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificateArn: certificate.certificateArn,
      defaultAction: [noService],
    }).arn;
  }
}
