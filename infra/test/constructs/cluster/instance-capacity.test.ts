import { describe, expect, it } from 'vitest';
import { type Attributes, named, reference, synthesize } from '../../synthesis.ts';

const stacks = synthesize({
  capacity: { kind: 'ec2', instanceType: 'm7g.large', minInstances: 1, maxInstances: 4 },
});
const platform = named(stacks, 'local-platform');
const services = named(stacks, 'local-services');

describe('instances for the tasks', () => {
  const template = platform.resource('aws_launch_template.cluster_instances_launch_template');
  const group = platform.resource('aws_autoscaling_group.cluster_instances_group');

  it('run the newest image that AWS makes for ECS on ARM64', () => {
    expect(platform.data('aws_ssm_parameter').cluster_instances_image?.name).toBe(
      '/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id',
    );
    expect(template.instance_type).toBe('m7g.large');
  });

  it('serve their metadata by IMDSv2 only, and not to tasks', () => {
    expect(template.metadata_options).toMatchObject({
      http_tokens: 'required',
      http_put_response_hop_limit: 1,
    });
    expect(Buffer.from(String(template.user_data), 'base64').toString()).toContain(
      'ECS_CLUSTER=stockroom-local\nECS_AWSVPC_BLOCK_IMDS=true',
    );
  });

  it('have an encrypted volume', () => {
    expect(template.block_device_mappings).toMatchObject([{ ebs: { encrypted: 'true' } }]);
  });

  it('allow no ingress', () => {
    const rules = Object.values(platform.resources('aws_vpc_security_group_ingress_rule'));
    expect(rules.filter((rule) => String(rule.security_group_id).includes('instances'))).toEqual(
      [],
    );
  });

  it('are as many as the tasks need, between the least and the most', () => {
    expect(group).toMatchObject({
      min_size: 1,
      max_size: 4,
      protect_from_scale_in: true,
      lifecycle: { ignore_changes: ['desired_capacity'] },
    });
    expect(platform.resource('aws_ecs_capacity_provider.cluster_instances')).toMatchObject({
      auto_scaling_group_provider: {
        managed_draining: 'ENABLED',
        managed_termination_protection: 'ENABLED',
        managed_scaling: { status: 'ENABLED', target_capacity: 100 },
      },
    });
  });

  it('go with the environment, although each is protected', () => {
    expect(group.force_delete).toBe(true);
  });

  it('are tagged like everything else, which Auto Scaling does not do by itself', () => {
    const tags = (group.tag as Attributes[]).map(({ key }) => key);
    expect(tags).toEqual(expect.arrayContaining(['project', 'environment', 'stack', 'Name']));
  });
});

describe('a service on instances', () => {
  it('runs on them, spread over the Availability Zones', () => {
    expect(
      services.resource('aws_ecs_task_definition.gateway_task').requires_compatibilities,
    ).toEqual(['EC2']);
    expect(services.resource('aws_ecs_service.gateway')).toMatchObject({
      capacity_provider_strategy: [
        { capacity_provider: expect.stringContaining('cluster_instances_name'), weight: 1 },
      ],
      ordered_placement_strategy: [
        { type: 'spread', field: 'attribute:ecs.availability-zone' },
        { type: 'binpack', field: 'memory' },
      ],
    });
  });
});

describe('a cluster', () => {
  it('knows Fargate, Fargate Spot and its instances', () => {
    expect(
      platform.resource('aws_ecs_cluster_capacity_providers.cluster_capacity').capacity_providers,
    ).toEqual([
      'FARGATE',
      'FARGATE_SPOT',
      reference('aws_ecs_capacity_provider.cluster_instances.name'),
    ]);
  });
});
