import { type ApiKeyCache, ApiKeysUnavailable, endOf } from '../api-keys/index.ts';
import { type Caller, keyActor, scopesAmong } from '../callers/caller.ts';
import { authUnavailable, invalidToken } from '../callers/errors.ts';

/**
 * Authenticates the caller that presents an API key.
 *
 * @throws Problem 401 if the key is unknown, expired or revoked, 503 if the keys cannot be read
 */
export async function callerOfKey(presented: string, keys: ApiKeyCache): Promise<Caller> {
  const key = await keys.find(presented).catch((error) => {
    if (!(error instanceof ApiKeysUnavailable)) throw error;
    throw authUnavailable('API keys cannot be read.', error);
  });
  if (!key) throw invalidToken('The key is unknown. Create one with "pnpm run keys create".');
  const end = endOf(key);
  if (end) throw invalidToken(`The key is ${end}. Create a new one with "pnpm run keys create".`);
  return {
    kind: 'key',
    id: key.id,
    actor: keyActor(key.name),
    scopes: scopesAmong(key.scopes),
    expiresAt: key.expires === undefined ? undefined : new Date(key.expires),
  };
}
