import { type ApiKey, findKey } from './api-key.ts';
import type { KeyStore } from './key-store.ts';

/** Maximum age of the cached keys: a revoked key is accepted for at most this long. */
export const keysMaxAgeSeconds = 30;

/**
 * Minimum time between two reads for unknown keys. An unknown key may be new, but callers without a
 * valid key must not be able to make the gateway read continuously.
 */
export const newKeySeconds = 2;

/** The cached keys are dropped after this long without a successful read: one may be revoked by now. */
const unreadableSeconds = 600;

/** The keys could not be read yet, or not for {@link unreadableSeconds}. */
export class ApiKeysUnavailable extends Error {
  override name = 'ApiKeysUnavailable';
}

/** Caches the stored keys. Reads them when a key is presented and the cache is too old. */
export class ApiKeyCache {
  readonly #store: KeyStore;
  readonly #onFailure: (error: unknown) => void;
  readonly #now: () => number;
  #keys: readonly ApiKey[] | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  /**
   * @param onFailure called when a read fails; the cached keys stay valid for
   *   {@link unreadableSeconds}
   * @param now a monotonic clock, in milliseconds
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
   * Finds the stored key that a caller presented, whatever its state; undefined for an unknown key.
   *
   * @throws ApiKeysUnavailable
   */
  async find(presented: string): Promise<ApiKey | undefined> {
    return (
      findKey(presented, await this.#keysAt(keysMaxAgeSeconds)) ??
      findKey(presented, await this.#keysAt(newKeySeconds))
    );
  }

  async #keysAt(maxAgeSeconds: number): Promise<readonly ApiKey[]> {
    const maxAge = this.#keys ? maxAgeSeconds : newKeySeconds;
    if (this.#now() - this.#triedAt >= maxAge * 1000) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    if (!this.#keys)
      throw new ApiKeysUnavailable(`No API keys could be read from ${this.#store.place}.`);
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
