export { credentialHeaders } from './credential-headers.ts';
export {
  actorEnvironment,
  databaseEnvironment,
  databaseSecrets,
  environmentOf,
  isDevelopment,
  serviceEnvironment,
} from './environment.ts';
export {
  defineService,
  loadBalancerIdleTimeoutSeconds,
  type ServiceDefinition,
  type ServiceManifest,
  urlVariable,
} from './manifest.ts';
export * from './project.ts';
export { isLoopbackHttp, parseOrigin, parseWebUrl } from './web-url.ts';
