import { credentialHeaders } from '@stockroom/service/manifest';
import { blocks } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

/** The logs and samples of the firewall contain no credentials. */
export const firewall: readonly Policy[] = [
  {
    id: 'secrets/not-in-firewall-log',
    reason: 'readers of the log could use the tokens, keys and sessions in it',
    source: 'AWS WAF API reference, LoggingConfiguration (RedactedFields, LoggingFilter)',
    fix: `redact the headers ${credentialHeaders.join(', ')} and the query string, and keep only what was blocked (loggingFilter)`,
    types: ['aws_wafv2_web_acl_logging_configuration'],
    violations: ({ attributes }) => {
      const redacted = blocks(attributes.redacted_fields);
      const headers = redacted
        .flatMap(({ single_header }) => blocks(single_header))
        .map(({ name }) => String(name).toLowerCase());
      const [filter] = blocks(attributes.logging_filter);
      const conditions = blocks(filter?.filter).flatMap(({ condition }) => blocks(condition));
      const keepsOnlyBlocked =
        filter?.default_behavior === 'DROP' &&
        conditions.every(({ action_condition }) =>
          blocks(action_condition).some(({ action }) => action === 'BLOCK'),
        );
      return [
        ...credentialHeaders.flatMap((name) =>
          unless(headers.includes(name), `writes the header ${name} into its log`, name),
        ),
        ...unless(
          redacted.some(({ query_string }) => blocks(query_string).length > 0),
          'writes queries into its log',
          'query_string',
        ),
        ...unless(keepsOnlyBlocked, 'logs allowed requests', 'logging_filter'),
      ];
    },
  },
  {
    id: 'secrets/not-in-firewall-samples',
    reason: 'the console shows all headers of sampled requests, also those that the log redacts',
    source: 'AWS WAF API reference, VisibilityConfig (SampledRequestsEnabled)',
    fix: 'set sampledRequestsEnabled to false in every visibilityConfig; what was blocked is in the log',
    types: ['aws_wafv2_web_acl', 'aws_wafv2_rule_group'],
    violations: ({ attributes }) =>
      [attributes, ...blocks(attributes.rule)].flatMap(({ name, visibility_config }) => {
        const settings = blocks(visibility_config);
        return unless(
          settings.length > 0 &&
            settings.every(({ sampled_requests_enabled: sampled }) => sampled === false),
          `keeps samples of requests (${name})`,
          String(name),
        );
      }),
  },
];
