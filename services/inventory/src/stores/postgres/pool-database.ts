import type { ConnectionOptions } from 'node:tls';
import { projectId } from '@stockroom/service/project';
import pg from 'pg';
import type { CredentialSource, Credentials } from '../credentials.ts';
import { StoreUnavailable } from '../unavailable.ts';
import type { Database, Sql } from './database.ts';

/** Address and connection settings of a PostgreSQL server. */
export interface PoolSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly tls: ConnectionOptions | false;
  readonly credentials: CredentialSource;
  /** Maximum number of connections. Default 10. */
  readonly connections?: number;
  /** Milliseconds to wait for a connection before the database counts as unavailable. Default 5,000. */
  readonly connectTimeout?: number;
  /** Milliseconds to wait for a response before the database counts as unavailable. Default 10,000. */
  readonly responseTimeout?: number;
  /** Called with errors of idle connections. */
  readonly onIdleError?: (error: Error) => void;
}

/** Opens a connection pool of a PostgreSQL server. It connects on first use. */
export function openPool(settings: PoolSettings): Database {
  let credentials = settings.credentials.current;
  let pool = makePool(settings, credentials);

  /** Gets a connection; after a password rotation, one with the new password. */
  async function connect(): Promise<pg.PoolClient> {
    const current = credentials;
    try {
      return await pool.connect();
    } catch (error) {
      if (!isLoginFailure(error)) throw error;
      const renewed = await settings.credentials.renew(current);
      if (renewed !== credentials) {
        // Connections of the old pool finish their work, and are closed when idle.
        const old = pool;
        credentials = renewed;
        pool = makePool(settings, renewed);
        old.end().catch(() => {});
      }
      return pool.connect();
    }
  }

  async function withConnection<Result>(
    work: (connection: pg.PoolClient) => Promise<Result>,
  ): Promise<Result> {
    let connection: pg.PoolClient | undefined;
    try {
      connection = await connect();
      const result = await work(connection);
      connection.release();
      return result;
    } catch (error) {
      const unavailable = isUnavailable(error);
      // A connection in an unknown state is not used again.
      connection?.release(unavailable);
      throw unavailable ? new StoreUnavailable('PostgreSQL', error) : error;
    }
  }

  return {
    query: (statement, parameters) =>
      withConnection((connection) => overConnection(connection).query(statement, parameters)),

    transaction: (work) =>
      withConnection(async (connection) => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await transact(connection, work);
          } catch (error) {
            if (!isConflict(error) || attempt === attempts) throw error;
          }
        }
      }),

    close: () => pool.end(),
  };
}

async function transact<Result>(
  connection: pg.PoolClient,
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  await connection.query('begin');
  try {
    const result = await work(overConnection(connection));
    await connection.query('commit');
    return result;
  } catch (error) {
    if (!isUnavailable(error)) await connection.query('rollback');
    throw error;
  }
}

function makePool(settings: PoolSettings, { username, password }: Credentials): pg.Pool {
  const { connections = 10, connectTimeout = 5_000, responseTimeout = 10_000 } = settings;
  const pool = new pg.Pool({
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: username,
    password,
    ssl: settings.tls,
    max: connections,
    connectionTimeoutMillis: connectTimeout,
    query_timeout: responseTimeout,
    statement_timeout: responseTimeout,
    idle_in_transaction_session_timeout: responseTimeout,
    keepAlive: true,
    application_name: `${projectId} inventory`,
    types: { getTypeParser },
  });
  // Without listeners, an error of a connection would end the process: of an idle connection, and of
  // one in a transaction between two statements. The next statement then reports that it is closed.
  pool.on('error', (error) => settings.onIdleError?.(error));
  pool.on('connect', (connection) => connection.on('error', () => {}));
  return pool;
}

const overConnection = (connection: pg.PoolClient): Sql => ({
  query: async <Row extends object>(statement: string, parameters: readonly unknown[] = []) =>
    (await connection.query(statement, [...parameters])).rows as Row[],
});

// Counts and amounts stay below 2^53, where a number is exact.
const getTypeParser = ((type: number, format?: 'text') =>
  type === pg.types.builtins.INT8
    ? Number
    : pg.types.getTypeParser(type, format)) as typeof pg.types.getTypeParser;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** 28P01: wrong password; 28000: the user no longer exists. */
const isLoginFailure = (error: unknown): boolean => ['28P01', '28000'].includes(codeOf(error));

/** Maximum number of attempts of a transaction that conflicts with others. */
const attempts = 5;

/** 40001: could not be serialized; 40P01: deadlock. Nothing was changed. */
const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  '53300', // too many connections
  '57014', // canceled: it took too long
  '57P01', // the server shuts down
  '57P02',
  '57P03', // the server starts up
  '25P03', // idle in a transaction for too long
]);

const unavailableMessages = /connection terminated|timeout|not queryable|cannot use a pool/i;

function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (unavailableCodes.has(code) || code.startsWith('08')) return true;
  return code === '' && error instanceof Error && unavailableMessages.test(error.message);
}
