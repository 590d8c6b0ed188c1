import { setTimeout as wait } from 'node:timers/promises';
import { type Db, type IndexDescription, MongoError } from 'mongodb';
import { indexes } from './documents.ts';

/** Indexes that a collection should have and has not. */
export interface MissingIndexes {
  readonly collection: string;
  readonly missing: readonly IndexDescription[];
  /** Whether there is nothing to be read for them: they are there at once. */
  readonly isEmpty: boolean;
}

/**
 * Makes the collections that are not there; one must exist before a transaction writes to it.
 * Repeating it changes nothing, so instances may start at the same time.
 *
 * @returns their names
 */
export async function makeCollections(database: Db): Promise<string[]> {
  const existing = await database.listCollections({}, { nameOnly: true }).toArray();
  const names = new Set(existing.map(({ name }) => name));
  const made = Object.keys(indexes).filter((name) => !names.has(name));
  for (const name of made) {
    await database.createCollection(name).catch(unless(namespaceExists));
  }
  return made;
}

/** What is left to be built. The collections must be there. */
export async function missingIndexes(database: Db): Promise<MissingIndexes[]> {
  const all = Object.entries(indexes).map(async ([name, wanted]) => {
    const collection = database.collection(name);
    const built = new Set((await collection.indexes()).map((index) => index.name));
    const missing = wanted.filter((index) => !built.has(index.name));
    const isEmpty = missing.length > 0 && (await collection.findOne()) === null;
    return { collection: name, missing, isEmpty };
  });
  return (await Promise.all(all)).filter(({ missing }) => missing.length > 0);
}

/**
 * Builds indexes, in the background where the database knows the difference: others read and write
 * meanwhile. Amazon DocumentDB builds one at a time for a collection and refuses whoever comes
 * second, who then waits.
 *
 * @param signal gives it up
 */
export async function buildIndexes(
  database: Db,
  { collection, missing }: MissingIndexes,
  signal?: AbortSignal,
): Promise<void> {
  for (const index of missing) {
    for (;;) {
      const built = await database
        .collection(collection)
        .createIndexes([{ ...index, background: true }])
        .catch(unless(beingBuilt));
      if (built) break;
      await wait(1_000, undefined, { signal });
    }
  }
}

const namespaceExists = 48;
const beingBuilt = 40_333;

/** Passes over an error with this code: another instance was faster. */
const unless =
  (code: number) =>
  (error: unknown): undefined => {
    if (!(error instanceof MongoError) || error.code !== code) throw error;
  };
