/** The assumed usage of an environment in a month, which the bill depends on. */
export interface Usage {
  readonly millionRequests: number;
  /** People who sign in. */
  readonly people: number;
  /** Sent to the internet. */
  readonly gigabytesToInternet: number;
  /** From tasks to the internet or AWS, by NAT or interface endpoints. */
  readonly gigabytesFromTasks: number;
  /** Load balancer capacity units, on average: 25 new connections a second, or 1 GB an hour, is one. */
  readonly loadBalancerCapacityUnits: number;
  /** Written to each log group. */
  readonly gigabytesPerLog: number;
  readonly databaseGigabytes: number;
  readonly databaseMillionRequests: number;
  readonly bucketGigabytes: number;
  /** Images that are kept of each service. */
  readonly repositoryGigabytes: number;
  /** Metrics of Container Insights for each task, its service's and cluster's share included. */
  readonly metricsPerTask: number;
}

/** Production: about 12 requests a second, day and night. */
export const productionUsage: Usage = {
  millionRequests: 30,
  people: 100,
  gigabytesToInternet: 100,
  gigabytesFromTasks: 50,
  loadBalancerCapacityUnits: 1,
  gigabytesPerLog: 10,
  databaseGigabytes: 50,
  databaseMillionRequests: 100,
  bucketGigabytes: 20,
  repositoryGigabytes: 5,
  metricsPerTask: 30,
};

/** Everything else: engineers and tests, some hours a day. */
export const otherUsage: Usage = {
  millionRequests: 1,
  people: 10,
  gigabytesToInternet: 5,
  gigabytesFromTasks: 10,
  loadBalancerCapacityUnits: 0.1,
  gigabytesPerLog: 1,
  databaseGigabytes: 10,
  databaseMillionRequests: 10,
  bucketGigabytes: 1,
  repositoryGigabytes: 5,
  metricsPerTask: 30,
};
