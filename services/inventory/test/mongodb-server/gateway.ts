import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { BSON, type Document } from 'mongodb';
import pg from 'pg';
import { scramLogin } from './scram.ts';
import { readRequests, type WireRequest, writeReply } from './wire.ts';

/**
 * Implements MongoDB's wire protocol in front of the DocumentDB engine, whose functions accept and
 * return BSON: as much of it as the inventory's store needs. Transactions are transactions of the engine,
 * held by the session that began them; two that write the same document conflict, as in MongoDB.
 *
 * @param users the passwords by user, which may change while it runs; default: no authentication
 * @param tls its key and certificate, as PEM; default: plain text
 * @param listenAt the port to listen on; default: any free one
 */
export async function startGateway(
  enginePort: number,
  {
    users,
    tls,
    listenAt = 0,
  }: {
    readonly users?: ReadonlyMap<string, string> | undefined;
    readonly tls?: { readonly key: string; readonly cert: string } | undefined;
    readonly listenAt?: number;
  } = {},
) {
  const pool = new pg.Pool({
    host: '127.0.0.1',
    port: enginePort,
    user: 'postgres',
    database: 'postgres',
    max: 60,
  });
  pool.on('error', () => {});
  const transactions = new Map<string, pg.PoolClient>();
  const sockets = new Set<Socket>();

  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    const begun = new Set<string>();
    // MongoDB ends the transactions of a dead client after a minute, which is too long for a test.
    const abandon = async () => {
      for (const session of begun) await finish(session, false).catch(() => {});
    };
    socket.on('close', () => {
      sockets.delete(socket);
      void abandon();
    });
    const login = users && loginOf(users);
    readRequests(socket, async (request) => {
      const reply = login?.reply(request.command) ?? (await execute(request, begun));
      writeReply(socket, request, reply);
      if (socket.destroyed) await abandon();
    });
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(listenAt, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };

  async function execute({ command }: WireRequest, begun: Set<string>): Promise<Document> {
    try {
      return await run(command, begun);
    } catch (error) {
      return failure(error, command.autocommit !== undefined);
    }
  }

  async function run(command: Document, begun: Set<string>): Promise<Document> {
    const [name = ''] = Object.keys(command);
    const session = command.lsid ? command.lsid.id.toString('hex') : '';
    if (name === 'commitTransaction' || name === 'abortTransaction') {
      return finish(session, name === 'commitTransaction');
    }
    const fixed = greetings(port)[name];
    if (fixed) return fixed;

    if (command.startTransaction) {
      await finish(session, false);
      const client = await pool.connect();
      // MongoDB does not let a transaction wait for another: the second one fails immediately.
      await client.query("begin isolation level repeatable read; set local lock_timeout = '5ms'");
      transactions.set(session, client);
      begun.add(session);
    }
    const client = command.autocommit === undefined ? undefined : transactions.get(session);
    if (command.autocommit !== undefined && !client) {
      throw Object.assign(new Error('the transaction is over'), { mongoCode: 251 });
    }
    try {
      return await call(client ?? pool, name, command);
    } catch (error) {
      if (client) await finish(session, false);
      throw error;
    }
  }

  async function finish(session: string, commit: boolean): Promise<Document> {
    const client = transactions.get(session);
    transactions.delete(session);
    if (!client) return { ok: 1 };
    try {
      await client.query(commit ? 'commit' : 'rollback');
    } finally {
      client.release();
    }
    return { ok: 1 };
  }

  return {
    port,
    url: `mongodb://127.0.0.1:${port}/?directConnection=true&retryWrites=false`,
    async stop(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      for (const client of transactions.values()) client.release(true);
      await pool.end();
    },
  };
}

/** The reply to a connection that is not authenticated; undefined if it is. */
function loginOf(users: ReadonlyMap<string, string>) {
  let done = false;
  const scram = scramLogin((user) => users.get(user));
  const failure = { ok: 0, errmsg: 'Authentication failed.', code: 18 };
  const text = (command: Document) => command.payload.buffer.toString();
  const reply = (payload: string, over: boolean) => ({
    conversationId: 1,
    done: over,
    payload: Buffer.from(payload),
    ok: 1,
  });

  return {
    reply(command: Document): Document | undefined {
      const [name = ''] = Object.keys(command);
      if (name === 'saslStart') return reply(scram.challenge(text(command)), false);
      if (name === 'saslContinue') {
        if (done) return reply('', true);
        const signature = scram.verify(text(command));
        done = signature !== undefined;
        return signature === undefined ? failure : reply(signature, true);
      }
      if (done || /^(hello|ismaster)$/i.test(name)) return undefined;
      return { ok: 0, errmsg: 'Log in first.', code: 13 };
    },
  };
}

type Runner = Pick<pg.Pool, 'query'>;

const greetings = (port: number): Record<string, Document> => {
  const hello = {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    setName: 'rs0',
    hosts: [`127.0.0.1:${port}`],
    me: `127.0.0.1:${port}`,
    primary: `127.0.0.1:${port}`,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    logicalSessionTimeoutMinutes: 30,
    localTime: new Date(),
    minWireVersion: 0,
    maxWireVersion: 21,
    ok: 1,
  };
  return {
    hello,
    ismaster: hello,
    isMaster: hello,
    ping: { ok: 1 },
    endSessions: { ok: 1 },
    killCursors: { ok: 1 },
    buildInfo: { version: '5.0.0', ok: 1 },
  };
};

interface EngineFunction {
  readonly name: string;
  /** The column that holds the reply. */
  readonly reply: string;
  /** Whether the reply is a cursor, which may need its connection for the next batch. */
  readonly cursor?: boolean;
}

const write = (name: string): EngineFunction => ({
  name: `documentdb_api.${name}`,
  reply: 'p_result',
});
const list = (name: string): EngineFunction => ({
  name: `documentdb_api.${name}_cursor_first_page`,
  reply: 'cursorpage',
  cursor: true,
});

/** The engine's function for each command. */
const functions: Readonly<Record<string, EngineFunction>> = {
  insert: write('insert'),
  update: write('update'),
  delete: write('delete'),
  findAndModify: write('find_and_modify'),
  find: list('find'),
  aggregate: list('aggregate'),
  listIndexes: list('list_indexes'),
  listCollections: list('list_collections'),
  count: { name: 'documentdb_api.count_query', reply: 'document' },
};

const createIndexes = `
  select create_indexes_non_concurrently::bytea as reply
  from documentdb_api_internal.create_indexes_non_concurrently(
    $1, $2::bytea::documentdb_core.bson, p_skip_check_collection_create => true)`;

/** Fields that concern the session, not the engine's function. */
const envelope = new Set([
  '$db',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
]);

/** How the engine executed a `find`, as PostgreSQL explains it. */
const explain = `
  explain (analyze, buffers, format json)
  select document
  from documentdb_api_catalog.bson_aggregation_find($1, $2::bytea::documentdb_core.bson)`;

const withoutEnvelope = (command: Document): Uint8Array =>
  BSON.serialize(
    Object.fromEntries(Object.entries(command).filter(([field]) => !envelope.has(field))),
  );

async function call(runner: Runner, name: string, command: Document): Promise<Document> {
  const database = String(command.$db);
  if (name === 'create') {
    const sql = 'select documentdb_api.create_collection($1, $2)';
    await runner.query(sql, [database, command.create]);
    return { ok: 1 };
  }
  if (name === 'dropDatabase') {
    await runner.query('select documentdb_api.drop_database($1)', [database]);
    return { ok: 1 };
  }
  if (name === 'explain') {
    const { rows } = await runner.query(explain, [database, withoutEnvelope(command.explain)]);
    return { ok: 1, plan: rows[0]['QUERY PLAN'][0].Plan };
  }
  const specification = withoutEnvelope(command);
  if (name === 'createIndexes') {
    await runner.query(createIndexes, [database, specification]);
    return { ok: 1 };
  }
  const called = functions[name];
  if (!called) throw Object.assign(new Error(`no such command: ${name}`), { mongoCode: 59 });

  const { rows } = await runner.query(
    `select ${called.reply}::bytea as reply ${called.cursor ? ', persistconnection' : ''}
     from ${called.name}($1, $2::bytea::documentdb_core.bson)`,
    [database, specification],
  );
  const [{ reply: bytes, persistconnection }] = rows;
  const reply = BSON.deserialize(bytes, { promoteLongs: false });
  if (persistconnection && String(reply.cursor.id) !== '0') {
    throw new Error('cursors with several batches are not supported: request one batch');
  }
  for (const error of reply.writeErrors ?? []) error.code = codeOf(error.code);
  if (reply.writeErrors && command.autocommit !== undefined) {
    const [{ code, errmsg }] = reply.writeErrors;
    throw Object.assign(new Error(errmsg), { mongoCode: code });
  }
  return reply;
}

/** MongoDB's codes for the engine's errors, which are packed into five characters. */
const codes: Record<string, number> = {
  '23505': 11_000,
  M001C: 11_000,
  '40001': 112,
  '40P01': 112,
  '55P03': 112,
};

/** The engine's own codes are packed with six bits for each character. */
function codeOf(packed: number): number {
  let text = '';
  for (let rest = packed, index = 0; index < 5; index += 1, rest >>= 6) {
    text += String.fromCharCode((rest & 0x3f) + 48);
  }
  return codes[text] ?? packed;
}

function failure(error: unknown, inTransaction: boolean): Document {
  const { message, code, mongoCode } = error as Error & { code?: string; mongoCode?: number };
  const number = mongoCode ?? codes[code ?? ''] ?? 8;
  return {
    ok: 0,
    errmsg: message,
    code: number,
    ...(inTransaction && number === 112 ? { errorLabels: ['TransientTransactionError'] } : {}),
  };
}
