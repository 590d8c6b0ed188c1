import { credentialHeaders } from '@stockroom/service/manifest';
import { describe, expect, it } from 'vitest';
import { prod } from '../../../src/environments/prod.ts';
import { type Attributes, named, reference, synthesize } from '../../synthesis.ts';

const withoutDomain = named(synthesize(), 'local-platform');
const withDomain = named(synthesize(prod), 'prod-platform');

describe('the load balancer', () => {
  it('is in the public tier, drops invalid headers, and keeps idle connections for 60 s', () => {
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

  it('responds with 404 while no service has a listener rule', () => {
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

describe('the log of all requests', () => {
  it('is written by the load balancer, into a bucket that exists to be written to', () => {
    expect(withDomain.resource('aws_lb.load_balancer')).toMatchObject({
      access_logs: { enabled: true },
      depends_on: ['aws_s3_bucket_policy.load_balancer_access_logs_policy'],
    });
  });

  it('is kept as long as all logs, and goes with the environment where that is not protected', () => {
    const [rule] = withDomain.resource(
      'aws_s3_bucket_lifecycle_configuration.load_balancer_access_logs_retention',
    ).rule as Attributes[];
    expect(rule).toMatchObject({ status: 'Enabled', expiration: [{ days: 365 }] });
    const bucket = 'aws_s3_bucket.load_balancer_access_logs';
    expect(withDomain.resource(bucket).force_destroy).toBe(false);
    expect(withoutDomain.resource(bucket).force_destroy).toBe(true);
  });
});

describe('the zone of the domain', () => {
  it('is looked up, or made with the environment, which then says to whom to delegate', () => {
    expect(withDomain.resources('aws_route53_zone')).toEqual({});
    const own = {
      name: 'stock.example.com',
      hostedZone: 'stock.example.com',
      zone: 'own',
    } as const;
    const platform = named(synthesize({ ...prod, domain: own }), 'prod-platform');
    expect(Object.keys(platform.resources('aws_route53_zone'))).toEqual([
      'load_balancer_certificate_zone',
    ]);
    expect(platform.outputs.name_servers?.value).toContain('name_servers');
  });
});

describe('the firewall', () => {
  const { rule: rules } = withDomain.resource('aws_wafv2_web_acl.firewall') as {
    rule: Attributes[];
  };

  it('protects the load balancer where the environment has one', () => {
    expect(
      withDomain.resource('aws_wafv2_web_acl_association.firewall_load_balancer'),
    ).toMatchObject({ resource_arn: reference('aws_lb.load_balancer.arn') });
    expect(withoutDomain.resources('aws_wafv2_web_acl')).toEqual({});
  });

  it('blocks addresses that send too much, and then what the managed rules know', () => {
    expect(rules[0]).toMatchObject({
      action: { block: {} },
      statement: { rate_based_statement: { limit: 2000, aggregate_key_type: 'IP' } },
    });
    expect(rules.slice(1).map(({ name }) => name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesSQLiRuleSet',
    ]);
  });

  it('lets large bodies through, which a bulk import has', () => {
    expect(rules[3]).toMatchObject({
      statement: {
        managed_rule_group_statement: {
          rule_action_override: [{ name: 'SizeRestrictions_BODY', action_to_use: { count: {} } }],
        },
      },
    });
  });

  it('logs what it blocks and nothing else, without what callers show to be known', () => {
    expect(
      withDomain.resource('aws_wafv2_web_acl_logging_configuration.firewall_logging'),
    ).toMatchObject({
      logging_filter: {
        default_behavior: 'DROP',
        filter: [{ behavior: 'KEEP', condition: [{ action_condition: { action: 'BLOCK' } }] }],
      },
      redacted_fields: [
        ...credentialHeaders.map((name) => ({ single_header: { name } })),
        // The callback of a sign-in has the code of the issuer there.
        { query_string: {} },
      ],
    });
    expect(withDomain.resource('aws_cloudwatch_log_group.firewall_log').name).toBe(
      'aws-waf-logs-stockroom-prod',
    );
  });
});

describe('the samples of the firewall', () => {
  it('are not kept: what the log leaves out would be readable there', () => {
    const acl = withDomain.resource('aws_wafv2_web_acl.firewall');
    const all = [acl, ...(acl.rule as Attributes[])];
    expect(all.map(({ visibility_config }) => visibility_config)).toEqual(
      all.map(() => expect.objectContaining({ sampled_requests_enabled: false })),
    );
  });
});

function openPorts(stack: typeof withDomain) {
  return Object.values(stack.resources('aws_vpc_security_group_ingress_rule'))
    .filter(({ cidr_ipv4 }) => cidr_ipv4 === '0.0.0.0/0')
    .map(({ from_port }) => from_port)
    .toSorted((one, other) => Number(one) - Number(other));
}
