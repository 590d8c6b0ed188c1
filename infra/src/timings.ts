/**
 * Seconds between two health checks, of the load balancer and of ECS alike: after two that fail, a
 * task gets no more requests.
 */
export const healthCheckIntervalSeconds = 10;

/** Seconds in which a health check must respond. */
export const healthCheckTimeoutSeconds = 5;

/** Seconds that requests in flight get before a target is removed. The default of AWS, 300 s, only slows deployments down. */
export const deregistrationSeconds = 30;

/** Seconds after the start of a task in which failing health checks do not count. */
export const healthCheckGraceSeconds = 60;
