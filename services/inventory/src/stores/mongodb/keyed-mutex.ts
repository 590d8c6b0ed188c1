/**
 * Lets work with a key in common take turns within this process, first come, first served. The
 * database would order it, too, but by aborting whoever comes second, again and again where many
 * want the same item.
 */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs the work once everything before it with one of its keys has ended. */
  async runExclusive<Result>(
    keys: readonly string[],
    work: () => Promise<Result>,
  ): Promise<Result> {
    const before = keys.map((key) => this.#last.get(key));
    const { promise: done, resolve } = Promise.withResolvers<void>();
    for (const key of keys) this.#last.set(key, done);
    try {
      // All keys are taken in one step, so nothing can wait for another in a circle.
      await Promise.all(before);
      return await work();
    } finally {
      resolve();
      for (const key of keys) if (this.#last.get(key) === done) this.#last.delete(key);
    }
  }
}
