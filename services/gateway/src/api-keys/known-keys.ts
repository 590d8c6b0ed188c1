import { type Caller, keyActor, scopesAmong } from '../access/caller.ts';
import { cannotTell, invalidToken } from '../access/refusals.ts';
import { type ApiKey, endOf, findKey } from './api-key.ts';
import type { KeyStore } from './key-store.ts';

/** A key is taken for so long after it was revoked. */
export const keysMaxAgeSeconds = 30;

/** A key that is not known may be new, but strangers must not make the gateway read all the time. */
export const newKeySeconds = 2;

/** Keys that cannot be read again for so long are forgotten: one of them may be revoked by now. */
const unreadableSeconds = 600;

/** The keys as the gateway knows them: read when one is shown, and again when that is a while ago. */
export class KnownKeys {
  readonly #store: KeyStore;
  readonly #onFailure: (error: unknown) => void;
  readonly #now: () => number;
  #keys: readonly ApiKey[] | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  /**
   * @param onFailure told when they cannot be read; those that were read last are good for
   *   {@link unreadableSeconds} then
   */
  constructor(
    store: KeyStore,
    onFailure: (error: unknown) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#store = store;
    this.#onFailure = onFailure;
    this.#now = now;
  }

  /**
   * Who shows a key.
   *
   * @throws Problem 401 where the key is not valid, 503 where no keys could be read yet, or not for too long
   */
  async callerOf(shown: string): Promise<Caller> {
    const key =
      findKey(shown, await this.#keysAt(keysMaxAgeSeconds)) ??
      findKey(shown, await this.#keysAt(newKeySeconds));
    if (!key) throw invalidToken('There is no such key. Make one with "pnpm run keys create".');
    const end = endOf(key);
    if (end) throw invalidToken(`The key is ${end}. Make a new one with "pnpm run keys create".`);
    return {
      kind: 'key',
      id: key.id,
      actor: keyActor(key.name),
      scopes: scopesAmong(key.scopes),
      expiresAt: key.expires === undefined ? undefined : new Date(key.expires),
    };
  }

  async #keysAt(mostSeconds: number): Promise<readonly ApiKey[]> {
    const most = this.#keys ? mostSeconds : newKeySeconds;
    if (this.#now() - this.#triedAt >= most * 1000) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    if (!this.#keys) throw cannotTell('API keys cannot be read.', undefined);
    return this.#keys;
  }

  async #read(): Promise<void> {
    try {
      this.#keys = await this.#store.read();
      this.#readAt = this.#now();
    } catch (error) {
      this.#onFailure(error);
      if (this.#now() - this.#readAt >= unreadableSeconds * 1000) this.#keys = undefined;
    }
    this.#triedAt = this.#now();
  }
}
