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
  type ServiceDefinition,
  type ServiceManifest,
  urlVariable,
} from './manifest.ts';
export { isLoopbackHttp, parseOrigin, parseWebUrl } from './web-url.ts';
