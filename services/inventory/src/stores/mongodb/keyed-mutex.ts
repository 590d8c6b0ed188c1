/**
 * Serializes work with a common key within this process, first come, first served. The database
 * serializes it too, but by aborting one of two conflicting transactions, which would repeat under
 * contention.
 */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs the work after all earlier work with one of its keys. */
  async runExclusive<Result>(
    keys: readonly string[],
    work: () => Promise<Result>,
  ): Promise<Result> {
    const before = keys.map((key) => this.#last.get(key));
    const { promise: done, resolve } = Promise.withResolvers<void>();
    for (const key of keys) this.#last.set(key, done);
    try {
      // All keys are acquired in one step, which excludes deadlocks.
      await Promise.all(before);
      return await work();
    } finally {
      resolve();
      for (const key of keys) if (this.#last.get(key) === done) this.#last.delete(key);
    }
  }
}
