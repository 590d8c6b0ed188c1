import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { dataPath } from '../repository.ts';

/** The file with the API keys that the gateway accepts on this machine. */
export const localKeysFile = (): string => dataPath('gateway', 'api-keys.json');

/** The gateway's sign-in on this machine: the development issuer for people, API keys for programs. */
export const signInVariables = (publicUrl: string): Record<string, string> => ({
  PUBLIC_URL: publicUrl,
  DEVELOPMENT_SIGN_IN: 'true',
  SESSION_KEY: sessionKey(),
  API_KEYS_FILE: localKeysFile(),
});

/** Created once, so that sessions survive a restart. */
function sessionKey(): string {
  const path = dataPath('gateway', 'session-key');
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8');
}
