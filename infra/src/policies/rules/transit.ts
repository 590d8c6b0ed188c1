import { type Attributes, blocks } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';
import { statementsOf } from '../statements.ts';

/** Data in transit is encrypted with a current TLS version. */
export const transit: readonly Policy[] = [
  {
    id: 'transit/https-only',
    reason: 'passwords and sessions can be read and changed in transit',
    source: 'AWS FSBP ELB.1 and ELB.18',
    fix: 'serve HTTPS, and let the HTTP listener only redirect to it: give the environment a domain',
    types: ['aws_lb_listener'],
    violations: ({ attributes }) =>
      unless(
        ['HTTPS', 'TLS'].includes(String(attributes.protocol)) || redirectsToHttps(attributes),
        'serves requests without TLS',
      ),
  },
  {
    id: 'transit/tls-policy',
    reason: 'older policies allow TLS 1.0 and 1.1, which are insecure',
    source: 'AWS FSBP ELB.17',
    fix: 'use sslPolicy ELBSecurityPolicy-TLS13-1-2-2021-06 or a newer one',
    types: ['aws_lb_listener'],
    violations: ({ attributes }) =>
      unless(
        attributes.protocol !== 'HTTPS' ||
          /^ELBSecurityPolicy-TLS13-1-[23]-/.test(String(attributes.ssl_policy)),
        `has the TLS policy ${attributes.ssl_policy}`,
      ),
  },
  {
    id: 'transit/documentdb',
    reason: 'traffic between services and database can be read in the network',
    source: 'AWS FSBP DocumentDB.6',
    fix: 'set the parameter tls to enabled',
    types: ['aws_docdb_cluster_parameter_group'],
    violations: ({ attributes }) =>
      unless(
        ['enabled', 'fips-140-3', 'tls1.2+', 'tls1.3+'].includes(
          String(parameter(attributes, 'tls')),
        ),
        'allows connections without TLS',
      ),
  },
  {
    id: 'transit/postgres',
    reason: 'traffic between services and database can be read in the network',
    source: 'AWS FSBP RDS.38',
    fix: 'set the parameter rds.force_ssl to 1',
    types: ['aws_db_parameter_group'],
    violations: ({ attributes }) =>
      unless(parameter(attributes, 'rds.force_ssl') === '1', 'allows connections without TLS'),
  },
  {
    id: 'transit/buckets',
    reason: 'S3 allows plain HTTP by default',
    source: 'AWS FSBP S3.5',
    fix: 'add a bucket policy that denies s3:* to all where aws:SecureTransport is false',
    types: ['aws_s3_bucket'],
    violations: (resource, { stack }) =>
      unless(
        stack
          .referring('aws_s3_bucket_policy', 'bucket', resource)
          .flatMap(statementsOf)
          .some(({ allows, condition }) => {
            const { Bool = {} } = condition as { Bool?: Attributes };
            return !allows && String(Bool['aws:SecureTransport']) === 'false';
          }),
        'allows connections without TLS',
      ),
  },
];

function redirectsToHttps({ default_action }: Attributes): boolean {
  const actions = blocks(default_action);
  return (
    actions.length > 0 &&
    actions.every(({ redirect }) => blocks(redirect).some(({ protocol }) => protocol === 'HTTPS'))
  );
}

function parameter({ parameter }: Attributes, wanted: string): unknown {
  return blocks(parameter).find(({ name }) => name === wanted)?.value;
}
