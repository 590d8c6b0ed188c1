import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl/index.js';
import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association/index.js';
import { Wafv2WebAclLoggingConfiguration } from '@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration/index.js';
import { credentialHeaders } from '@stockroom/service/manifest';
import { Construct } from 'constructs';

export interface FirewallProps {
  /** `stockroom-dev` */
  readonly name: string;
  readonly loadBalancerArn: string;
  /** Requests that one address may send in five minutes. */
  readonly requestsPerAddress: number;
  readonly logRetentionDays: number;
}

/** Managed rule groups of AWS in the order of evaluation, each with the rules that only count. */
const managedRules: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: [],
  // Would block every body above 8 KB, like a bulk import of items.
  AWSManagedRulesCommonRuleSet: ['SizeRestrictions_BODY'],
  AWSManagedRulesSQLiRuleSet: [],
};

/**
 * AWS WAF in front of the load balancer: blocks known attacks, and addresses above the rate limit.
 *
 * The log has all blocked requests, without credentials. Sampling is off, because the console would
 * show credentials: samples do not redact what the log redacts (AWS WAF API reference,
 * LoggingConfiguration, RedactedFields, and VisibilityConfig, SampledRequestsEnabled). Data
 * protection of the web ACL would redact both, but the emulated AWS does not support it.
 */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    const { name, loadBalancerArn, requestsPerAddress } = props;
    const acl = new Wafv2WebAcl(this, 'Default', {
      name,
      description: `In front of the load balancer of ${name}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible(name),
      rule: [
        {
          name: 'rate',
          priority: 0,
          action: { block: {} },
          // The bindings pass statements on unchanged, in Terraform's names.
          statement: {
            rate_based_statement: {
              limit: requestsPerAddress,
              aggregate_key_type: 'IP',
              evaluation_window_sec: 300,
            },
          },
          visibilityConfig: visible('rate'),
        },
        ...Object.entries(managedRules).map(([group, onlyCounted], index) => ({
          name: group,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managed_rule_group_statement: {
              vendor_name: 'AWS',
              name: group,
              ...(onlyCounted.length === 0
                ? {}
                : {
                    rule_action_override: onlyCounted.map((rule) => ({
                      name: rule,
                      action_to_use: { count: {} },
                    })),
                  }),
            },
          },
          visibilityConfig: visible(group),
        })),
      ],
    });
    new Wafv2WebAclAssociation(this, 'load_balancer', {
      webAclArn: acl.arn,
      resourceArn: loadBalancerArn,
    });
    const log = new CloudwatchLogGroup(this, 'log', {
      // WAF writes only to log groups with this prefix.
      name: `aws-waf-logs-${name}`,
      retentionInDays: props.logRetentionDays,
    });
    new Wafv2WebAclLoggingConfiguration(this, 'logging', {
      resourceArn: acl.arn,
      logDestinationConfigs: [log.arn],
      // Not counted requests: an import with a large body is valid.
      loggingFilter: {
        defaultBehavior: 'DROP',
        filter: [
          {
            behavior: 'KEEP',
            requirement: 'MEETS_ANY',
            condition: [{ actionCondition: { action: 'BLOCK' } }],
          },
        ],
      },
      redactedFields: [
        ...credentialHeaders.map((name) => ({ singleHeader: { name } })),
        // It has the authorization code of a sign-in.
        { queryString: {} },
      ],
    });
  }
}

function visible(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
