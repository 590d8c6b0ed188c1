import { defineService } from '@stockroom/service/manifest';
import { describe, expect, it } from 'vitest';
import { named, type Stack, synthesize } from '../../synthesis.ts';

/** Every connection that the egress rules allow: `inventory -> database:27017`. */
function egress(stack: Stack): string[] {
  return Object.values(stack.resources('aws_vpc_security_group_egress_rule')).map(
    ({ security_group_id: from, referenced_security_group_id: to, cidr_ipv4, from_port }) =>
      `${endpoint(from)} -> ${to === undefined ? cidr_ipv4 : endpoint(to)}:${from_port}`,
  );
}

function ingress(stack: Stack): string[] {
  return Object.values(stack.resources('aws_vpc_security_group_ingress_rule')).map(
    ({ security_group_id: to, referenced_security_group_id: from, from_port }) =>
      `${endpoint(from)} -> ${endpoint(to)}:${from_port}`,
  );
}

/** The endpoint of a reference to a security group. */
function endpoint(reference: unknown): string {
  const text = String(reference);
  if (text.includes('load_balancer_security_group')) return 'load balancer';
  if (text.includes('database_security_group')) return 'database';
  return /aws_security_group\.access_(\w+)\.id/.exec(text)?.[1] ?? text;
}

describe('access between services', () => {
  const stack = named(synthesize(), 'local-services');

  it('is a chain from the load balancer over gateway and inventory to the database', () => {
    expect(ingress(stack).toSorted()).toEqual([
      'gateway -> inventory:3001',
      'inventory -> database:27017',
      'load balancer -> gateway:8080',
    ]);
  });

  it('is allowed in both security groups, besides HTTPS to AWS', () => {
    expect(egress(stack).toSorted()).toEqual([
      'gateway -> 0.0.0.0/0:443',
      'gateway -> inventory:3001',
      'inventory -> 0.0.0.0/0:443',
      'inventory -> database:27017',
      'load balancer -> gateway:8080',
    ]);
  });

  it('follows the manifests only', () => {
    const services = [
      defineService({ name: 'edge', description: '', port: 1000, public: true, calls: ['a', 'b'] }),
      defineService({ name: 'a', description: '', port: 1001, calls: ['b'] }),
      defineService({ name: 'b', description: '', port: 1002 }),
    ];
    expect(ingress(named(synthesize({}, services), 'local-services')).toSorted()).toEqual([
      'a -> b:1002',
      'edge -> a:1001',
      'edge -> b:1002',
      'load balancer -> edge:1000',
    ]);
  });
});
