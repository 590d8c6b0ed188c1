export { type ApiKey, endOf, keyNameForm, keyPrefix, makeKey } from './api-key.ts';
export {
  ApiKeyCache,
  ApiKeysUnavailable,
  keysMaxAgeSeconds,
  newKeySeconds,
} from './api-key-cache.ts';
export { keyFile } from './key-file.ts';
export { keySecret } from './key-secret.ts';
export type { KeyStore } from './key-store.ts';
