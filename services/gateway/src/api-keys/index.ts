export { type ApiKey, endOf, keyNameForm, makeKey } from './api-key.ts';
export { keyFile } from './key-file.ts';
export { keySecret } from './key-secret.ts';
export type { KeyStore } from './key-store.ts';
export { keysMaxAgeSeconds, newKeySeconds } from './known-keys.ts';
