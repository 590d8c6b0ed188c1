/**
 * AWS list prices: on demand, us-east-1, in US dollars, without taxes, discounts and free tiers.
 *
 * They are from the pages below at the date, written down from memory, and nothing checks them: verify
 * them before you rely on them. To update one, open the page, choose US East (N. Virginia), change
 * the number, and after the last one the date.
 *
 * On 2026-11-21 those pages could not be reached. Other sources agree for Fargate
 * (vantage.sh/blog/fargate-pricing) and for storage and I/O of DocumentDB (usage.ai, June 2026); the
 * rest is unverified.
 */
export const priceTable = {
  date: '2025-06-01',
  region: 'us-east-1',
  currency: 'USD',
  sources: [
    'https://aws.amazon.com/fargate/pricing/',
    'https://aws.amazon.com/ec2/pricing/on-demand/',
    'https://aws.amazon.com/ebs/pricing/',
    'https://aws.amazon.com/documentdb/pricing/',
    'https://aws.amazon.com/rds/postgresql/pricing/',
    'https://aws.amazon.com/elasticloadbalancing/pricing/',
    'https://aws.amazon.com/vpc/pricing/',
    'https://aws.amazon.com/privatelink/pricing/',
    'https://aws.amazon.com/cloudwatch/pricing/',
    'https://aws.amazon.com/waf/pricing/',
    'https://aws.amazon.com/kms/pricing/',
    'https://aws.amazon.com/secrets-manager/pricing/',
    'https://aws.amazon.com/cognito/pricing/',
    'https://aws.amazon.com/route53/pricing/',
    'https://aws.amazon.com/s3/pricing/',
    'https://aws.amazon.com/ecr/pricing/',
  ],
} as const;

/** Hours of a month, as AWS counts them. */
export const hoursPerMonth = 730;

/** Per hour, unless the name has another unit. */
export const prices = {
  fargateCpu: { ARM64: 0.03238, X86_64: 0.04048 },
  fargateGigabyte: { ARM64: 0.00356, X86_64: 0.004445 },
  /** Spot prices vary; this is their usual share of the on-demand price. */
  fargateSpotShare: 0.3,
  natGateway: 0.045,
  natGigabyte: 0.045,
  publicAddress: 0.005,
  loadBalancer: 0.0225,
  loadBalancerCapacityUnit: 0.008,
  interfaceEndpointPerZone: 0.01,
  interfaceEndpointGigabyte: 0.01,
  gigabyteToInternet: 0.09,
  logGigabyteIngested: 0.5,
  logGigabyteMonthStored: 0.03,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  metricMonth: 0.07,
  webAclMonth: 5,
  webAclRuleMonth: 1,
  webAclMillionRequests: 0.6,
  keyMonth: 1,
  secretMonth: 0.4,
  /** Per person who signed in during the month, in a pool of the tier Plus. */
  protectedPersonMonth: 0.02,
  hostedZoneMonth: 0.5,
  bucketGigabyteMonth: 0.023,
  repositoryGigabyteMonth: 0.1,
  volumeGigabyteMonth: 0.08,
  documentdbGigabyteMonth: 0.1,
  documentdbMillionRequests: 0.2,
  postgresGigabyteMonth: 0.115,
} as const;

/** Per hour and instance. */
export const documentdbInstances: Readonly<Record<string, number>> = {
  'db.t4g.medium': 0.07566,
  'db.r6g.large': 0.26315,
  'db.r6g.xlarge': 0.5263,
  'db.r6g.2xlarge': 1.0526,
};

/** Per hour and instance; a standby costs the same again. */
export const postgresInstances: Readonly<Record<string, number>> = {
  'db.t4g.micro': 0.016,
  'db.t4g.small': 0.032,
  'db.t4g.medium': 0.065,
  'db.t4g.large': 0.129,
  'db.m6g.large': 0.159,
  'db.m7g.large': 0.168,
  'db.r6g.large': 0.225,
  'db.r7g.large': 0.239,
};

/** Per hour and instance. */
export const instances: Readonly<Record<string, number>> = {
  't4g.small': 0.0168,
  't4g.medium': 0.0336,
  't4g.large': 0.0672,
  'c7g.large': 0.0725,
  'c7g.xlarge': 0.145,
  'm6g.large': 0.077,
  'm7g.medium': 0.0408,
  'm7g.large': 0.0816,
  'm7g.xlarge': 0.1632,
  'r7g.large': 0.1071,
};
