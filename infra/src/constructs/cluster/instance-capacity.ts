import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group/index.js';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter/index.js';
import { EcsCapacityProvider } from '@cdktf/provider-aws/lib/ecs-capacity-provider/index.js';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { trustPolicy } from '../access/policy-document.ts';

export interface InstanceCapacityProps {
  /** The cluster, and start of the names: `stockroom-dev`. */
  readonly name: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly instanceType: string;
  readonly minInstances: number;
  readonly maxInstances: number;
  /** Tags of the stack: Auto Scaling does not propagate the provider's default tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The newest ECS-optimized Amazon Linux 2023 for ARM64 (ECS developer guide); a new one shows up in the plan. */
const imageParameter =
  '/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id';

/** Percent of the instances that tasks use: 100 keeps none in reserve. */
const targetCapacity = 100;

/**
 * EC2 instances for a cluster, as many as its tasks need: ECS adds and removes them, and drains them
 * before they terminate. A new image replaces them one after the other.
 */
export class InstanceCapacity extends Construct {
  /** Name of the capacity provider. */
  readonly capacityProvider: string;

  readonly #props: InstanceCapacityProps;

  constructor(scope: Construct, id: string, props: InstanceCapacityProps) {
    super(scope, id);
    this.#props = props;
    const group = this.#addGroup(this.#addLaunchTemplate());
    this.capacityProvider = new EcsCapacityProvider(this, 'Default', {
      name: `${props.name}-instances`,
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        managedDraining: 'ENABLED',
        managedTerminationProtection: 'ENABLED',
        managedScaling: { status: 'ENABLED', targetCapacity },
      },
    }).name;
  }

  #addLaunchTemplate(): LaunchTemplate {
    const { name, instanceType, tags } = this.#props;
    const image = new DataAwsSsmParameter(this, 'image', { name: imageParameter });
    const named = { ...tags, Name: `${name}-instance` };
    return new LaunchTemplate(this, 'launch_template', {
      name: `${name}-instance`,
      imageId: image.insecureValue,
      instanceType,
      updateDefaultVersion: true,
      iamInstanceProfile: { arn: this.#addInstanceProfile() },
      vpcSecurityGroupIds: [this.#addSecurityGroup()],
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
      },
      monitoring: { enabled: true },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: {
            volumeType: 'gp3',
            volumeSize: 30,
            encrypted: 'true',
            deleteOnTermination: 'true',
          },
        },
      ],
      tagSpecifications: ['instance', 'volume'].map((resourceType) => ({
        resourceType,
        tags: named,
      })),
      userData: Buffer.from(userData(name)).toString('base64'),
    });
  }

  #addGroup(template: LaunchTemplate): AutoscalingGroup {
    const { name, subnetIds, minInstances, maxInstances, tags } = this.#props;
    return new AutoscalingGroup(this, 'group', {
      name: `${name}-instances`,
      minSize: minInstances,
      maxSize: maxInstances,
      vpcZoneIdentifier: [...subnetIds],
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      healthCheckType: 'EC2',
      protectFromScaleIn: true,
      instanceRefresh: {
        strategy: 'Rolling',
        preferences: { minHealthyPercentage: 100, scaleInProtectedInstances: 'Refresh' },
      },
      // Instances with scale-in protection would block the deletion of the group.
      forceDelete: true,
      tag: Object.entries({ ...tags, Name: `${name}-instance`, AmazonECSManaged: 'true' }).map(
        ([key, value]) => ({ key, value, propagateAtLaunch: true }),
      ),
      // The capacity provider changes it.
      lifecycle: { ignoreChanges: ['desired_capacity'] },
    });
  }

  #addInstanceProfile(): string {
    const { name } = this.#props;
    const role = new IamRole(this, 'role', {
      name: `${name}-instance`,
      assumeRolePolicy: trustPolicy('ec2.amazonaws.com'),
    });
    new IamRolePolicyAttachment(this, 'role_policy', {
      role: role.name,
      policyArn: 'arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role',
    });
    return new IamInstanceProfile(this, 'profile', { name: `${name}-instance`, role: role.name })
      .arn;
  }

  /** Tasks have their own network interfaces: an instance needs no ingress. */
  #addSecurityGroup(): string {
    const { name, vpcId } = this.#props;
    const { id } = new SecurityGroup(this, 'security_group', {
      name: `${name}-instance`,
      description: 'Instances of the cluster: nothing in, AWS by HTTPS out',
      vpcId,
    });
    new VpcSecurityGroupEgressRule(this, 'to_aws', {
      securityGroupId: id,
      description: 'AWS by HTTPS',
      cidrIpv4: '0.0.0.0/0',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
    });
    return id;
  }
}

/** Joins the cluster, and blocks tasks from the role of the instance. */
function userData(cluster: string): string {
  return `#!/bin/bash
cat >> /etc/ecs/ecs.config <<'END'
ECS_CLUSTER=${cluster}
ECS_AWSVPC_BLOCK_IMDS=true
ECS_ENABLE_TASK_IAM_ROLE=true
END
`;
}
