import { setTimeout as wait } from 'node:timers/promises';
import { projectId } from '@stockroom/service/project';
import {
  type ClientSession,
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoServerSelectionError,
} from 'mongodb';
import type { CredentialSource, Credentials } from '../credentials.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { type Collections, collectionsOf } from './documents.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import { buildIndexes, makeCollections, missingIndexes } from './prepare.ts';

/** Address and connection settings of a MongoDB or DocumentDB. */
export interface MongoSettings {
  /** `mongodb://host:port/?option=value`, without credentials. */
  readonly url: string;
  readonly database: string;
  /** The certificate authorities to trust, or false for a database on this machine. */
  readonly tls: { readonly ca: string[] } | false;
  /** Undefined for a server without authentication. */
  readonly credentials?: CredentialSource | undefined;
  /** Maximum number of connections. Default 10. */
  readonly connections?: number;
  /** Milliseconds to wait for a response before the database counts as unavailable. Default 10,000. */
  readonly responseTimeout?: number;
  /** Called if building indexes in the background fails; the next start tries again. */
  readonly onBackgroundError?: (error: Error) => void;
  /** Called with every command that is sent; for tests. */
  readonly onCommand?: (command: Record<string, unknown>) => void;
}

/** The collections, and the session of their transaction. */
export interface Transaction extends Collections {
  readonly session: ClientSession;
}

/** A database with transactions over several documents. */
export interface MongoDatabase {
  /** Runs work that reads, or writes single documents. */
  run<Result>(work: (collections: Collections) => Promise<Result>): Promise<Result>;
  /**
   * Runs work in a transaction. The work runs again after a conflict with another transaction, so it
   * must have no other effects.
   *
   * @param mutexes names of what it changes: within this process, transactions with a common name
   * take turns
   */
  transaction<Result>(
    mutexes: readonly string[],
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result>;
  close(): Promise<void>;
}

/** Milliseconds to look for a server before the database counts as unavailable. */
const selectionTimeout = 3_000;
/** Milliseconds to wait for a response, and to retry a transaction. */
const defaultResponseTimeout = 10_000;
/** Milliseconds to build one index: a day, for collections of any size. */
const buildTimeout = 86_400_000;

/**
 * Connects to the database, and creates missing collections and indexes. Indexes of collections that
 * are not empty are built in the background: that can take longer than a start may.
 */
export async function openMongo(settings: MongoSettings): Promise<MongoDatabase> {
  const mutex = new KeyedMutex();
  let login = makeLogin(settings, settings.credentials?.current);

  /** Runs the work; after a password rotation, once more with the new password. */
  async function attempt<Result>(work: (client: MongoClient) => Promise<Result>): Promise<Result> {
    const current = login;
    try {
      return await current.use(work);
    } catch (error) {
      if (!current.credentials || !settings.credentials || !isLoginFailure(error)) {
        throw withUnavailable(error);
      }
      const renewed = await settings.credentials.renew(current.credentials);
      if (renewed !== login.credentials) {
        const old = login;
        login = makeLogin(settings, renewed);
        old.retire();
      }
      return login.use(work).catch((again: unknown) => {
        throw withUnavailable(again);
      });
    }
  }

  const databaseOf = (connected: MongoClient) => connected.db(settings.database);
  const closing = new AbortController();
  let building = Promise.resolve();
  await attempt(async (connected) => {
    const database = databaseOf(connected);
    await makeCollections(database);
    const missing = await missingIndexes(database);
    for (const one of missing) if (one.isEmpty) await buildIndexes(database, one);
    if (missing.some(({ isEmpty }) => !isEmpty)) building = buildInBackground();
  }).catch(async (error: unknown) => {
    await login.client.close();
    throw error;
  });

  async function buildInBackground(): Promise<void> {
    try {
      await prepareMongo(settings, closing.signal);
    } catch (error) {
      if (!closing.signal.aborted) settings.onBackgroundError?.(error as Error);
    }
  }

  return {
    run: (work) => attempt((connected) => work(collectionsOf(databaseOf(connected)))),
    transaction: (mutexes, work) =>
      mutex.runExclusive(mutexes, () =>
        attempt((connected) =>
          withRetries(connected, (session) =>
            work({ ...collectionsOf(databaseOf(connected)), session }),
          ),
        ),
      ),
    async close() {
      closing.abort();
      await building;
      await login.client.close();
    },
  };
}

/**
 * Creates missing collections and indexes, and waits until they are complete.
 *
 * @param signal cancels it
 * @returns a description of each that was created
 */
export async function prepareMongo(
  settings: MongoSettings,
  signal?: AbortSignal,
): Promise<string[]> {
  const client = makeClient(
    { ...settings, connections: 2, responseTimeout: buildTimeout },
    settings.credentials?.current,
  );
  const cancel = () => void client.close().catch(() => {});
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const database = client.db(settings.database);
    const collections = await makeCollections(database);
    const missing = await missingIndexes(database);
    for (const one of missing) await buildIndexes(database, one, signal);
    return [
      ...collections.map((name) => `collection ${name}`),
      ...missing.flatMap(({ collection, missing }) =>
        missing.map(({ name }) => `index ${name} of ${collection}`),
      ),
    ];
  } catch (error) {
    throw withUnavailable(error);
  } finally {
    signal?.removeEventListener('abort', cancel);
    await client.close();
  }
}

/** A client, and the credentials it uses. */
function makeLogin(settings: MongoSettings, credentials: Credentials | undefined) {
  const client = makeClient(settings, credentials);
  let inUse = 0;
  let retired = false;

  const closeIfDone = () => {
    if (retired && inUse === 0) client.close().catch(() => {});
  };

  return {
    client,
    credentials,
    async use<Result>(work: (client: MongoClient) => Promise<Result>): Promise<Result> {
      inUse += 1;
      try {
        return await work(client);
      } finally {
        inUse -= 1;
        closeIfDone();
      }
    },
    /** Closes the client after its current work. Closing it at once would interrupt that work. */
    retire() {
      retired = true;
      closeIfDone();
    },
  };
}

function makeClient(settings: MongoSettings, credentials: Credentials | undefined): MongoClient {
  const { responseTimeout = defaultResponseTimeout } = settings;
  const client = new MongoClient(settings.url, {
    // Amazon DocumentDB 5.0 does not support retryable writes.
    retryWrites: false,
    writeConcern: { w: 'majority' },
    maxPoolSize: settings.connections ?? 10,
    serverSelectionTimeoutMS: selectionTimeout,
    connectTimeoutMS: selectionTimeout,
    waitQueueTimeoutMS: responseTimeout,
    socketTimeoutMS: responseTimeout,
    appName: `${projectId} inventory`,
    ignoreUndefined: true,
    monitorCommands: settings.onCommand !== undefined,
    ...(settings.tls ? { tls: true, ...settings.tls } : {}),
    // The only mechanism that Amazon DocumentDB supports.
    ...(credentials ? { auth: credentials, authMechanism: 'SCRAM-SHA-1' as const } : {}),
  });
  client.on('commandStarted', ({ command }) => settings.onCommand?.(command));
  return client;
}

async function withRetries<Result>(
  client: MongoClient,
  work: (session: ClientSession) => Promise<Result>,
): Promise<Result> {
  const deadline = Date.now() + defaultResponseTimeout;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await client.withSession((session) => transact(session, work));
    } catch (error) {
      const again = error instanceof MongoError && error.hasErrorLabel('TransientTransactionError');
      if (!again || error instanceof MongoNetworkError || Date.now() > deadline) throw error;
      // Random, so that conflicting transactions do not retry simultaneously.
      await wait(Math.random() * Math.min(200, 5 * 2 ** attempts));
    }
  }
}

async function transact<Result>(
  session: ClientSession,
  work: (session: ClientSession) => Promise<Result>,
): Promise<Result> {
  session.startTransaction({ readConcern: { level: 'snapshot' }, readPreference: 'primary' });
  try {
    const result = await work(session);
    await session.commitTransaction();
    return result;
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => {});
    throw error;
  }
}

const codeOf = (error: unknown): number =>
  error instanceof MongoError && typeof error.code === 'number' ? error.code : 0;

/** Whether a unique index rejected a write: such a document already exists. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === 11_000;

/** Whether the login failed: of this operation, or of another one that cleared the pool. */
const isLoginFailure = (error: unknown): boolean =>
  codeOf(error) === 18 || (error instanceof MongoError && codeOf(error.cause) === 18);

const unavailableCodes = new Set([
  6, 7, 50, 89, 91, 112, 189, 262, 9_001, 10_107, 11_600, 11_602, 13_435, 13_436,
]);

/** Turns errors of connections and servers into `StoreUnavailable`. */
function withUnavailable(error: unknown): unknown {
  const isUnavailable =
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    unavailableCodes.has(codeOf(error)) ||
    (error instanceof MongoError && /timed out|closed|pool/i.test(error.message));
  return isUnavailable ? new StoreUnavailable('MongoDB', error) : error;
}
