import { describe, expect, it } from 'vitest';
import { prod } from '../../src/environments/prod.ts';
import { named, reference, synthesize } from '../synthesis.ts';

const withoutDomain = named(synthesize(), 'local-platform');
const withDomain = named(synthesize(prod), 'prod-platform');

describe('the load balancer', () => {
  it('stands in the public tier, drops invalid headers, and keeps idle connections for 60 s', () => {
    expect(withoutDomain.resource('aws_lb.load_balancer')).toMatchObject({
      name: 'stockroom-local',
      internal: false,
      load_balancer_type: 'application',
      drop_invalid_header_fields: true,
      idle_timeout: 60,
      subnets: [expect.stringContaining('public_a'), expect.stringContaining('public_b')],
    });
  });

  it('is protected from deletion where the environment is', () => {
    const protection = [withoutDomain, withDomain].map(
      (stack) => stack.resource('aws_lb.load_balancer').enable_deletion_protection,
    );
    expect(protection).toEqual([false, true]);
  });

  it('answers 404 while no service wants the requests', () => {
    expect(withoutDomain.resource('aws_lb_listener.load_balancer_http')).toMatchObject({
      port: 80,
      default_action: [{ type: 'fixed-response', fixed_response: { status_code: '404' } }],
    });
  });

  it('is open to the internet on port 80 and nothing else without a domain', () => {
    expect(openPorts(withoutDomain)).toEqual([80]);
  });

  it('is open to the internet on ports 80 and 443 with a domain', () => {
    expect(openPorts(withDomain)).toEqual([80, 443]);
  });

  it('redirects HTTP to HTTPS with a domain', () => {
    expect(withDomain.resource('aws_lb_listener.load_balancer_http')).toMatchObject({
      default_action: [
        { type: 'redirect', redirect: { port: '443', protocol: 'HTTPS', status_code: 'HTTP_301' } },
      ],
    });
  });

  it('speaks TLS 1.2 and 1.3, with a certificate that is issued', () => {
    expect(withDomain.resource('aws_lb_listener.load_balancer_https')).toMatchObject({
      ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificate_arn: reference(
        'aws_acm_certificate_validation.load_balancer_certificate_issued.certificate_arn',
      ),
    });
  });

  it('is what the domain points to', () => {
    expect(withDomain.resource('aws_route53_record.load_balancer_address')).toMatchObject({
      name: 'stockroom.example.com',
      type: 'A',
      alias: { name: reference('aws_lb.load_balancer.dns_name') },
    });
  });
});

function openPorts(stack: typeof withDomain) {
  return Object.values(stack.resources('aws_vpc_security_group_ingress_rule'))
    .filter(({ cidr_ipv4 }) => cidr_ipv4 === '0.0.0.0/0')
    .map(({ from_port }) => from_port)
    .toSorted((one, other) => Number(one) - Number(other));
}
