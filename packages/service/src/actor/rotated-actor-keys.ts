import { setTimeout as wait } from 'node:timers/promises';
import { type Secret, SecretChanged, type SecretVersion } from '../secret.ts';
import { type ActorKey, actorKeyOf, isActorKeyText, newActorKeyText } from './actor-key.ts';
import { type ActorKeys, actorKeysUnavailable } from './actor-keys.ts';

/** Seconds after which the keys are read again. A signer signs with a replaced key for so long. */
export const refreshSeconds = 120;

/** Days after which a key is replaced. */
const rotationDays = 7;

export interface RotatedActorKeysOptions {
  /** Whether this service replaces the key. Any number of tasks may; one of them does. */
  readonly rotates: boolean;
  /** Called when the keys cannot be read or replaced; those that are known stay in use. */
  readonly onFailure: (error: unknown) => void;
  /**
   * Seconds between two reads, 2 by default. A token can name any key: without a pause, whoever sends
   * some would have the secret read all the time.
   */
  readonly pauseSeconds?: number;
}

/**
 * Keys in a secret of Secrets Manager: its current version signs, the current and the previous one
 * verify. They are read when the service starts, every {@link refreshSeconds}, and when a token
 * names one that is not known, so that a new key works as soon as it is the current version.
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

  /** Reads the keys, and from then on keeps them fresh. */
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

  /** Reads the keys, and replaces the current one where that is due. All who ask meanwhile share it. */
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
      // Another task was faster: its key is as good.
      if (!(error instanceof SecretChanged)) return this.#options.onFailure(error);
    }
    await this.#read();
  }

  #find(id: string): ActorKey | undefined {
    return this.#keys.find((key) => key.id === id);
  }

  /**
   * Reads the keys as soon as that is allowed, and resolves with whether it worked. All who ask
   * before a read has begun share it; who asks later may know of a newer key, and gets the next.
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
      // In this order: a rotation in between leaves out the newest key, which is then read again
      // when a token names it. In the other order the one that still signs would be missing.
      const current = await this.#secret.read('AWSCURRENT');
      const previous = current && (await this.#secret.read('AWSPREVIOUS'));
      if (!current && !this.#options.rotates) {
        throw new Error(
          `The secret ${this.#secret.arn} has no value. Put random text of 32 characters or more into it.`,
        );
      }
      this.#keys = [
        ...(current ? [actorKeyOf(current.text)] : []),
        // A mistake that was corrected must not keep the correction from working.
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
