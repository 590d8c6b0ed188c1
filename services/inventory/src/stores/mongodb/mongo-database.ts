import { setTimeout as wait } from 'node:timers/promises';
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

/** Where a MongoDB or DocumentDB is and how it is talked to. */
export interface MongoSettings {
  /** `mongodb://host:port/?option=value`, without credentials. */
  readonly url: string;
  readonly database: string;
  /** The certificate authorities to trust, or false for a database on this machine. */
  readonly tls: { readonly ca: string[] } | false;
  /** None for a server that asks for none. */
  readonly credentials?: CredentialSource | undefined;
  /** Connections held at most. Default 10. */
  readonly connections?: number;
  /** Milliseconds to wait for an answer before the database counts as away. Default 10,000. */
  readonly responseTimeout?: number;
  /** Called where indexes could not be built while the service runs; its next start tries again. */
  readonly onBackgroundError?: (error: Error) => void;
  /** Called with every command that is sent, by tests. */
  readonly onCommand?: (command: Record<string, unknown>) => void;
}

/** The collections, and the session in which they change together. */
export interface Transaction extends Collections {
  readonly session: ClientSession;
}

/** A database in which several documents change together. */
export interface MongoDatabase {
  /** Reads or writes single documents. */
  run<Result>(work: (collections: Collections) => Promise<Result>): Promise<Result>;
  /**
   * Changes documents together, or none of them. The work runs again where it met another
   * transaction, so it must do nothing else.
   *
   * @param mutexes what it changes, by name: within this process, transactions with a name in common
   * take turns
   */
  transaction<Result>(
    mutexes: readonly string[],
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result>;
  close(): Promise<void>;
}

/** Milliseconds after which the database counts as away, and a transaction is tried no more. */
const selectionTimeout = 3_000;
const defaultResponseTimeout = 10_000;
/** Milliseconds that one index may take: a day, for collections of any size. */
const buildTimeout = 86_400_000;

/**
 * Connects to the database and makes what is missing in it. Indexes of collections that hold
 * something are built while the service runs already: that may take longer than a start may.
 */
export async function openMongo(settings: MongoSettings): Promise<MongoDatabase> {
  const mutex = new KeyedMutex();
  let login = makeLogin(settings, settings.credentials?.current);

  /** Does the work; where the password was changed, once more with the new one. */
  async function attempt<Result>(work: (client: MongoClient) => Promise<Result>): Promise<Result> {
    const tried = login;
    try {
      return await tried.use(work);
    } catch (error) {
      if (!tried.credentials || !settings.credentials || !isLoginFailure(error)) {
        throw explained(error);
      }
      const renewed = await settings.credentials.renew(tried.credentials);
      if (renewed !== login.credentials) {
        const old = login;
        login = makeLogin(settings, renewed);
        old.retire();
      }
      return login.use(work).catch((again: unknown) => {
        throw explained(again);
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
    if (missing.some(({ isEmpty }) => !isEmpty)) building = buildMeanwhile();
  }).catch(async (error: unknown) => {
    await login.client.close();
    throw error;
  });

  async function buildMeanwhile(): Promise<void> {
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
          repeatedly(connected, (session) =>
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
 * Makes the collections and indexes that are missing, and waits for as long as that takes.
 *
 * @param signal gives it up
 * @returns what was made, in words
 */
export async function prepareMongo(
  settings: MongoSettings,
  signal?: AbortSignal,
): Promise<string[]> {
  const client = makeClient(
    { ...settings, connections: 2, responseTimeout: buildTimeout },
    settings.credentials?.current,
  );
  const giveUp = () => void client.close().catch(() => {});
  signal?.addEventListener('abort', giveUp, { once: true });
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
    throw explained(error);
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await client.close();
  }
}

/** A client with the credentials it was made with. */
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
    /** Closes it when what runs is done: to close a client is to interrupt it. */
    retire() {
      retired = true;
      closeIfDone();
    },
  };
}

function makeClient(settings: MongoSettings, credentials: Credentials | undefined): MongoClient {
  const { responseTimeout = defaultResponseTimeout } = settings;
  const client = new MongoClient(settings.url, {
    // Amazon DocumentDB 5.0 does not know retryable writes.
    retryWrites: false,
    writeConcern: { w: 'majority' },
    maxPoolSize: settings.connections ?? 10,
    serverSelectionTimeoutMS: selectionTimeout,
    connectTimeoutMS: selectionTimeout,
    waitQueueTimeoutMS: responseTimeout,
    socketTimeoutMS: responseTimeout,
    appName: 'stockroom inventory',
    ignoreUndefined: true,
    monitorCommands: settings.onCommand !== undefined,
    ...(settings.tls ? { tls: true, ...settings.tls } : {}),
    // The only mechanism of Amazon DocumentDB.
    ...(credentials ? { auth: credentials, authMechanism: 'SCRAM-SHA-1' as const } : {}),
  });
  client.on('commandStarted', ({ command }) => settings.onCommand?.(command));
  return client;
}

async function repeatedly<Result>(
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
      // Not all at the same moment again.
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

/** Whether an index says that there is such a document already. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === 11_000;

/** Also where it was another operation whose login was refused, and the pool was cleared for it. */
const isLoginFailure = (error: unknown): boolean =>
  codeOf(error) === 18 || (error instanceof MongoError && codeOf(error.cause) === 18);

const unavailableCodes = new Set([
  6, 7, 50, 89, 91, 112, 189, 262, 9_001, 10_107, 11_600, 11_602, 13_435, 13_436,
]);

function explained(error: unknown): unknown {
  const away =
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    unavailableCodes.has(codeOf(error)) ||
    (error instanceof MongoError && /timed out|closed|pool/i.test(error.message));
  return away ? new StoreUnavailable('MongoDB', error) : error;
}
