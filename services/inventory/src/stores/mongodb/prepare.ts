import { setTimeout as wait } from 'node:timers/promises';
import { type Db, type IndexDescription, MongoError } from 'mongodb';
import { indexes } from './documents.ts';

/** Indexes that a collection does not have yet. */
export interface MissingIndexes {
  readonly collection: string;
  readonly missing: readonly IndexDescription[];
  /** Whether the collection is empty, so that building them is instant. */
  readonly isEmpty: boolean;
}

/**
 * Creates missing collections: a collection must exist before a transaction writes to it. Idempotent,
 * so that instances may start concurrently.
 *
 * @returns the names of the created collections
 */
export async function makeCollections(database: Db): Promise<string[]> {
  const existing = await database.listCollections({}, { nameOnly: true }).toArray();
  const names = new Set(existing.map(({ name }) => name));
  const missing = Object.keys(indexes).filter((name) => !names.has(name));
  for (const name of missing) {
    await database.createCollection(name).catch(ignoring(namespaceExists));
  }
  return missing;
}

/** The indexes that are left to build. The collections must exist. */
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
 * Builds indexes, in the background if the database makes that difference, so that reads and writes
 * continue. Amazon DocumentDB builds one index of a collection at a time and rejects a second one;
 * this then waits.
 *
 * @param signal cancels it
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
        .catch(ignoring(beingBuilt));
      if (built) break;
      await wait(1_000, undefined, { signal });
    }
  }
}

const namespaceExists = 48;
const beingBuilt = 40_333;

/** Ignores errors with a code that says that another instance was faster. */
const ignoring =
  (code: number) =>
  (error: unknown): undefined => {
    if (!(error instanceof MongoError) || error.code !== code) throw error;
  };
