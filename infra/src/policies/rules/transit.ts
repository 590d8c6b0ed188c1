import { type Attributes, blocks } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';
import { statementsOf } from '../statements.ts';

/** What goes over a wire is encrypted, and well. */
export const transit: readonly Policy[] = [
  {
    id: 'transit/https-only',
    reason: 'passwords and sessions can be read and changed on their way',
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
    reason: 'older policies still speak TLS 1.0 and 1.1, which are broken',
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
    reason: 'whoever is in the network reads what services and database say to each other',
    source: 'AWS FSBP DocumentDB.6',
    fix: 'set the parameter tls to enabled',
    types: ['aws_docdb_cluster_parameter_group'],
    violations: ({ attributes }) =>
      unless(
        ['enabled', 'fips-140-3', 'tls1.2+', 'tls1.3+'].includes(
          String(parameter(attributes, 'tls')),
        ),
        'lets clients connect without TLS',
      ),
  },
  {
    id: 'transit/postgres',
    reason: 'whoever is in the network reads what services and database say to each other',
    source: 'AWS FSBP RDS.38',
    fix: 'set the parameter rds.force_ssl to 1',
    types: ['aws_db_parameter_group'],
    violations: ({ attributes }) =>
      unless(parameter(attributes, 'rds.force_ssl') === '1', 'lets clients connect without TLS'),
  },
  {
    id: 'transit/buckets',
    reason: 'S3 answers plain HTTP unless it is told not to',
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
        'lets clients connect without TLS',
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
