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
