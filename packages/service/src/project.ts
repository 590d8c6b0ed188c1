/**
 * Names of the project that more than one package uses. This module imports nothing, so that
 * browsers and infra can load it alone (`@stockroom/service/project`).
 */

/** Name of the product as people read it. */
export const productName = 'Stockroom';

/** Name of the project in identifiers: database, authentication realm, tag `project`. */
export const projectId = 'stockroom';

/** Start of every problem type: `urn:stockroom:problem:insufficient-stock`. */
export const problemTypePrefix = `urn:${projectId}:problem:`;

/** Start of the headers that only the gateway sets; it removes them from callers' requests. */
export const internalHeaderPrefix = `x-${projectId}-`;

/** The header in which the gateway names the caller that it has authenticated. */
export const actorHeader = `${internalHeaderPrefix}actor`;

/** Start of the CloudWatch namespace of every environment: `Stockroom/stockroom-dev`. */
export const metricsNamespacePrefix = `${productName}/`;

/** Tags that are the same on every AWS resource. */
export const projectTags = { project: projectId, 'managed-by': 'cdktf' } as const;
