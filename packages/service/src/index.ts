export * from './actor/index.ts';
export { ConfigError, readConfig } from './config.ts';
export { createService, type Service, type ServiceSettings } from './create-service.ts';
export type { ReadinessCheck } from './health.ts';
export { type Handler, implement } from './implement.ts';
export * from './manifest-entry.ts';
export {
  asProblem,
  Problem,
  type ProblemDetails,
  problemMediaType,
  problemType,
} from './problem.ts';
export { type Secret, SecretChanged, type SecretVersion, secretOf } from './secret.ts';
export { serve } from './serve.ts';
export { truncate } from './truncate.ts';
export { compile, type Violation } from './validation.ts';
