import { setTimeout as wait } from 'node:timers/promises';
import { type Secret, SecretChanged, type SecretVersion } from '../secret.ts';
import { type ActorKey, actorKeyOf, isActorKeyText, newActorKeyText } from './actor-key.ts';
import { type ActorKeys, actorKeysUnavailable } from './actor-keys.ts';

/** Seconds between two reads of the keys. A signer may use a replaced key for that long. */
const refreshSeconds = 120;

/** Days after which a key is rotated. */
const rotationDays = 7;

export interface RotatedActorKeysOptions {
  /** Whether this service rotates the key. Any number of tasks may; only one succeeds. */
  readonly rotates: boolean;
  /** Called when the keys cannot be read or rotated; known keys stay in use. */
  readonly onFailure: (error: unknown) => void;
  /**
   * Minimum seconds between two reads. Default 2. A token can name any key id: without a pause,
   * forged tokens would cause a read of the secret each.
   */
  readonly pauseSeconds?: number;
}

/**
 * Keys in a secret of Secrets Manager: the current version signs, the current and the previous one
 * verify. They are read at the start, every {@link refreshSeconds}, and when a token names an
 * unknown key, so that a new key works as soon as it is the current version.
 */
export class RotatedActorKeys implements ActorKeys {
  readonly #secret: Secret;
  readonly #options: RotatedActorKeysOptions;
  #keys: readonly ActorKey[] = [];
  #current: SecretVersion | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<boolean> = Promise.resolve(true);
  #next: Promise<boolean> | undefined;
  #refreshing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(secret: Secret, options: RotatedActorKeysOptions) {
    this.#secret = secret;
    this.#options = options;
  }

  /** Reads the keys, now and periodically from then on. */
  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => void this.refresh(), refreshSeconds * 1000);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async signing(): Promise<ActorKey> {
    if (this.#keys.length === 0) await this.#readAgain();
    const [key] = this.#keys;
    if (!key) throw actorKeysUnavailable();
    return key;
  }

  async withId(id: string): Promise<ActorKey | undefined> {
    const known = this.#find(id);
    if (known) return known;
    const isRead = await this.#readAgain();
    const found = this.#find(id);
    if (!found && !isRead) throw actorKeysUnavailable();
    return found;
  }

  /** Reads the keys, and rotates the current one if it is due. Concurrent calls share one run. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const isRead = await this.#readAgain();
    if (!isRead || !this.#options.rotates || !isDue(this.#current)) return;
    try {
      await this.#secret.replace(this.#current, newActorKeyText());
    } catch (error) {
      // Another task rotated it first; its key is used.
      if (!(error instanceof SecretChanged)) return this.#options.onFailure(error);
    }
    await this.#read();
  }

  #find(id: string): ActorKey | undefined {
    return this.#keys.find((key) => key.id === id);
  }

  /**
   * Reads the keys after the minimum pause, and resolves with whether that succeeded. Calls before
   * a read begins share it; a later call may be about a newer key, and gets the next read.
   */
  #readAgain(): Promise<boolean> {
    this.#next ??= (async () => {
      const early = this.#readAt + (this.#options.pauseSeconds ?? 2) * 1000 - performance.now();
      if (early > 0) await wait(early, undefined, { ref: false });
      await this.#reading;
      this.#next = undefined;
      return this.#read();
    })();
    return this.#next;
  }

  #read(): Promise<boolean> {
    this.#reading = this.#reading.then(() => this.#readOnce());
    return this.#reading;
  }

  async #readOnce(): Promise<boolean> {
    this.#readAt = performance.now();
    try {
      // In this order, a rotation in between misses the newest key, which is then read when a token
      // names it. In the other order, the key that still signs would be missing.
      const current = await this.#secret.read('AWSCURRENT');
      const previous = current && (await this.#secret.read('AWSPREVIOUS'));
      if (!current && !this.#options.rotates) {
        throw new Error(
          `The secret ${this.#secret.arn} has no value. Set it to random text of 32 characters or more.`,
        );
      }
      this.#keys = [
        ...(current ? [actorKeyOf(current.text)] : []),
        // A previous version that is no key must not disable a correct current one.
        ...(previous && isActorKeyText(previous.text) ? [actorKeyOf(previous.text)] : []),
      ];
      this.#current = current;
      return true;
    } catch (error) {
      this.#options.onFailure(error);
      return false;
    }
  }
}

const isDue = (current: SecretVersion | undefined): boolean =>
  current === undefined || Date.now() - current.created.getTime() >= rotationDays * 86_400_000;
