/**
 * Lets work on the same things wait its turn within this process. The database would have it, too,
 * but by refusing whoever comes second, again and again where many want the same item.
 */
export class Lanes {
  readonly #last = new Map<string, Promise<void>>();

  /** Does the work once everything before it in these lanes is done. */
  async through<Result>(names: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const before = names.map((name) => this.#last.get(name));
    const { promise: done, resolve } = Promise.withResolvers<void>();
    for (const name of names) this.#last.set(name, done);
    try {
      // All lanes are entered in one step, so nobody can wait for another in a circle.
      await Promise.all(before);
      return await work();
    } finally {
      resolve();
      for (const name of names) if (this.#last.get(name) === done) this.#last.delete(name);
    }
  }
}
