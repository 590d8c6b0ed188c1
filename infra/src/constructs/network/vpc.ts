import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { Eip } from '@cdktf/provider-aws/lib/eip/index.js';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway/index.js';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway/index.js';
import { NetworkAcl } from '@cdktf/provider-aws/lib/network-acl/index.js';
import { Route } from '@cdktf/provider-aws/lib/route/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { Vpc as AwsVpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { Construct } from 'constructs';
import { quarterOf } from '../../address-range.ts';
import { policyDocument, trustPolicy } from '../access/policy-document.ts';
import { LogGroup } from '../logs/log-group.ts';

export interface VpcProps {
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly accountId: string;
  readonly region: string;
  /** /16 to /20. Each tier gets a quarter, each of its subnets a quarter of that; one quarter is unused. */
  readonly cidr: string;
  /** 2 to 4. */
  readonly availabilityZones: readonly string[];
  readonly natGateways: 'per-zone' | 'single' | 'none';
  /** AWS services that the app tier reaches inside the VPC: `ecr.api`. */
  readonly interfaceEndpoints: readonly string[];
  /** The only port of the data tier that the app tier reaches. */
  readonly databasePort: number;
  readonly logRetentionDays: number;
}

/** The tiers, by which quarter of the address range they have. */
const tiers = { public: 0, app: 1, data: 2 } as const;
type Tier = keyof typeof tiers;

/** The ephemeral ports of clients (the widest range that any of them uses). */
const ephemeralPorts = { fromPort: 1024, toPort: 65535 } as const;

/**
 * A network of three tiers over several Availability Zones:
 *
 * - public: load balancer and NAT gateways, with a route to the internet and from it
 * - app: tasks, with a route to the internet through NAT or none, and no route from it
 * - data: databases, with no route to the internet, closed by a network ACL to all but the app tier
 */
export class Vpc extends Construct {
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  /** Address ranges of the public subnets, in which the load balancer has its addresses. */
  readonly publicSubnetRanges: readonly string[];
  readonly appSubnetIds: readonly string[];
  readonly dataSubnetIds: readonly string[];
  /** By the letter of the Availability Zone. */
  readonly natGatewayIds: Readonly<Record<string, string>>;

  readonly #props: VpcProps;

  constructor(scope: Construct, id: string, props: VpcProps) {
    super(scope, id);
    this.#props = props;
    const vpc = new AwsVpc(this, 'Default', {
      cidrBlock: props.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: props.prefix },
    });
    this.vpcId = vpc.id;

    const subnets = {
      public: this.#addSubnets('public'),
      app: this.#addSubnets('app'),
      data: this.#addSubnets('data'),
    };
    this.publicSubnetIds = subnets.public.map(({ id }) => id);
    this.publicSubnetRanges = props.availabilityZones.map((_, index) =>
      this.#rangeOf('public', index),
    );
    this.appSubnetIds = subnets.app.map(({ id }) => id);
    this.dataSubnetIds = subnets.data.map(({ id }) => id);

    const internetGateway = this.#routePublicTier(subnets.public);
    const natGateways = this.#addNatGateways(subnets.public, internetGateway);
    const appRouteTables = this.#routeAppTier(subnets.app, natGateways);
    this.#routeDataTier(subnets.data);
    this.#addS3Endpoint(appRouteTables);
    if (props.interfaceEndpoints.length > 0) this.#addInterfaceEndpoints();
    this.#closeDataTier();
    this.#closeDefaultSecurityGroup();
    this.#addFlowLog();
    this.natGatewayIds = Object.fromEntries(
      natGateways.map(({ id }, index) => [letterOf(props.availabilityZones[index] ?? ''), id]),
    );
  }

  #rangeOf(tier: Tier, index: number): string {
    return quarterOf(quarterOf(this.#props.cidr, tiers[tier]), index);
  }

  #addSubnets(tier: Tier): Subnet[] {
    return this.#props.availabilityZones.map(
      (availabilityZone, index) =>
        new Subnet(this, `${tier}_${letterOf(availabilityZone)}`, {
          vpcId: this.vpcId,
          availabilityZone,
          cidrBlock: this.#rangeOf(tier, index),
          tags: this.#named(tier, letterOf(availabilityZone)),
        }),
    );
  }

  #routePublicTier(subnets: readonly Subnet[]): InternetGateway {
    const internetGateway = new InternetGateway(this, 'internet_gateway', {
      vpcId: this.vpcId,
      tags: this.#named(),
    });
    const table = this.#addRouteTable('public', subnets);
    new Route(this, 'public_to_internet', {
      routeTableId: table.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: internetGateway.id,
    });
    return internetGateway;
  }

  #addNatGateways(subnets: readonly Subnet[], internetGateway: InternetGateway): NatGateway[] {
    const { natGateways, availabilityZones } = this.#props;
    const wanted = { 'per-zone': subnets.length, single: 1, none: 0 }[natGateways];
    return subnets.slice(0, wanted).map((subnet, index) => {
      const letter = letterOf(availabilityZones[index] ?? '');
      const tags = this.#named('nat', letter);
      const address = new Eip(this, `nat_${letter}_address`, { domain: 'vpc', tags });
      return new NatGateway(this, `nat_${letter}`, {
        allocationId: address.allocationId,
        subnetId: subnet.id,
        tags,
        // Creation fails without a route to the internet.
        dependsOn: [internetGateway],
      });
    });
  }

  #routeAppTier(subnets: readonly Subnet[], natGateways: readonly NatGateway[]): RouteTable[] {
    return subnets.map((subnet, index) => {
      const letter = letterOf(this.#props.availabilityZones[index] ?? '');
      const table = this.#addRouteTable(`app_${letter}`, [subnet], [letter]);
      const natGateway = natGateways[index] ?? natGateways[0];
      if (natGateway !== undefined) {
        new Route(this, `app_${letter}_to_nat`, {
          routeTableId: table.id,
          destinationCidrBlock: '0.0.0.0/0',
          natGatewayId: natGateway.id,
        });
      }
      return table;
    });
  }

  #routeDataTier(subnets: readonly Subnet[]): void {
    this.#addRouteTable('data', subnets);
  }

  #addRouteTable(
    id: string,
    subnets: readonly Subnet[],
    letters = this.#props.availabilityZones.map(letterOf),
  ): RouteTable {
    const table = new RouteTable(this, `${id}_routes`, {
      vpcId: this.vpcId,
      tags: this.#named(...id.split('_')),
    });
    const tier = id.split('_')[0];
    subnets.forEach((subnet, index) => {
      new RouteTableAssociation(this, `${tier}_${letters[index]}_routes_of_subnet`, {
        routeTableId: table.id,
        subnetId: subnet.id,
      });
    });
    return table;
  }

  /** Image layers come from S3; with the endpoint they cause no NAT traffic. */
  #addS3Endpoint(routeTables: readonly RouteTable[]): void {
    new VpcEndpoint(this, 's3_endpoint', {
      vpcId: this.vpcId,
      serviceName: `com.amazonaws.${this.#props.region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: routeTables.map(({ id }) => id),
      tags: this.#named('s3'),
    });
  }

  /** AWS by its usual names inside the VPC, for the app tier. */
  #addInterfaceEndpoints(): void {
    const { prefix, region, cidr, interfaceEndpoints } = this.#props;
    const securityGroup = new SecurityGroup(this, 'endpoints_security_group', {
      name: `${prefix}-endpoints`,
      description: 'Interface endpoints of AWS: from the app tier by HTTPS',
      vpcId: this.vpcId,
    });
    new VpcSecurityGroupIngressRule(this, 'endpoints_from_app', {
      securityGroupId: securityGroup.id,
      description: 'App tier by HTTPS',
      cidrIpv4: quarterOf(cidr, tiers.app),
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
    });
    for (const service of interfaceEndpoints) {
      new VpcEndpoint(this, `${service.replace(/\W/g, '_')}_endpoint`, {
        vpcId: this.vpcId,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: 'Interface',
        subnetIds: [...this.appSubnetIds],
        securityGroupIds: [securityGroup.id],
        privateDnsEnabled: true,
        tags: this.#named(...service.split('.')),
      });
    }
  }

  /** Allows connections from the app tier to the database's port, and nothing else. */
  #closeDataTier(): void {
    const rule = {
      ruleNo: 100,
      protocol: 'tcp',
      action: 'allow',
      cidrBlock: quarterOf(this.#props.cidr, tiers.app),
    };
    new NetworkAcl(this, 'data_acl', {
      vpcId: this.vpcId,
      subnetIds: [...this.dataSubnetIds],
      ingress: [{ ...rule, fromPort: this.#props.databasePort, toPort: this.#props.databasePort }],
      egress: [{ ...rule, ...ephemeralPorts }],
      tags: this.#named('data'),
    });
  }

  /** Resources without a security group get the default one, which allows nothing. */
  #closeDefaultSecurityGroup(): void {
    new DefaultSecurityGroup(this, 'default_security_group', {
      vpcId: this.vpcId,
      tags: this.#named('unused', 'default'),
    });
  }

  #addFlowLog(): void {
    const logGroup = new LogGroup(this, 'flow_log_group', {
      prefix: this.#props.prefix,
      name: 'flow-log',
      retentionDays: this.#props.logRetentionDays,
    });
    const role = new IamRole(this, 'flow_log_role', {
      name: `${this.#props.prefix}-flow-log`,
      assumeRolePolicy: trustPolicy('vpc-flow-logs.amazonaws.com', this.#props.accountId),
    });
    new IamRolePolicy(this, 'flow_log_policy', {
      name: 'write-flow-log',
      role: role.id,
      policy: policyDocument([
        {
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: [`${logGroup.arn}:*`],
        },
      ]),
    });
    new FlowLog(this, 'flow_log', {
      vpcId: this.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
      tags: this.#named(),
    });
  }

  #named(...parts: readonly string[]): { Name: string } {
    return { Name: [this.#props.prefix, ...parts].join('-') };
  }
}

/** `us-east-1a` -> `a` */
function letterOf(availabilityZone: string): string {
  return availabilityZone.slice(-1);
}
