import { defineService } from '@stockroom/service/manifest';
import { describe, expect, it } from 'vitest';
import { named, type Stack, synthesize } from '../../synthesis.ts';

/** Every way that the security groups open, as sentences: `inventory -> database:27017`. */
function waysOut(stack: Stack): string[] {
  return Object.values(stack.resources('aws_vpc_security_group_egress_rule')).map(
    ({ security_group_id: from, referenced_security_group_id: to, cidr_ipv4, from_port }) =>
      `${party(from)} -> ${to === undefined ? cidr_ipv4 : party(to)}:${from_port}`,
  );
}

function waysIn(stack: Stack): string[] {
  return Object.values(stack.resources('aws_vpc_security_group_ingress_rule')).map(
    ({ security_group_id: to, referenced_security_group_id: from, from_port }) =>
      `${party(from)} -> ${party(to)}:${from_port}`,
  );
}

/** Who a reference to a security group means. */
function party(reference: unknown): string {
  const text = String(reference);
  if (text.includes('load_balancer_security_group')) return 'load balancer';
  if (text.includes('database_security_group')) return 'database';
  return /aws_security_group\.access_(\w+)\.id/.exec(text)?.[1] ?? text;
}

describe('who may talk to whom', () => {
  const stack = named(synthesize(), 'local-services');

  it('is a chain from the load balancer over gateway and inventory to the database', () => {
    expect(waysIn(stack).toSorted()).toEqual([
      'gateway -> inventory:3001',
      'inventory -> database:27017',
      'load balancer -> gateway:8080',
    ]);
  });

  it('is opened at both ends, and besides that only to AWS by HTTPS', () => {
    expect(waysOut(stack).toSorted()).toEqual([
      'gateway -> 0.0.0.0/0:443',
      'gateway -> inventory:3001',
      'inventory -> 0.0.0.0/0:443',
      'inventory -> database:27017',
      'load balancer -> gateway:8080',
    ]);
  });

  it('follows the manifests and nothing else', () => {
    const services = [
      defineService({ name: 'edge', description: '', port: 1000, public: true, calls: ['a', 'b'] }),
      defineService({ name: 'a', description: '', port: 1001, calls: ['b'] }),
      defineService({ name: 'b', description: '', port: 1002 }),
    ];
    expect(waysIn(named(synthesize({}, services), 'local-services')).toSorted()).toEqual([
      'a -> b:1002',
      'edge -> a:1001',
      'edge -> b:1002',
      'load balancer -> edge:1000',
    ]);
  });
});
