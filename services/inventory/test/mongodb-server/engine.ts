import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Requirement } from '@stockroom/testing';
import getPort from 'get-port';
import pg from 'pg';
import { startGateway } from './gateway.ts';

/** The folder that install-engine.sh has filled. */
const engineFolder =
  process.env.STOCKROOM_DOCUMENTDB_ENGINE ?? join(homedir(), '.cache/stockroom/documentdb-engine');

/** A MongoDB to test with: one of one's own, or the engine that install-engine.sh installs. */
export const mongodb: Requirement = {
  name: 'a MongoDB wire server',
  howToGet: `as root: services/inventory/test/mongodb-server/install-engine.sh ${engineFolder} (from Debian's packages, takes about a minute); or name a replica set with MONGODB_URL`,
  // Where nothing may be skipped, the engine is installed by the first test that needs it.
  isPresent: () =>
    Boolean(process.env.MONGODB_URL) ||
    (process.getuid?.() === 0 &&
      (existsSync(engineFolder) || Boolean(process.env.STOCKROOM_REQUIRE_ALL))),
};

/** Milliseconds that a start may take, the engine's installation included. */
export const startTimeout = 600_000;

const binaries = '/usr/lib/postgresql/18/bin';

/** A running MongoDB wire server. */
export interface TestMongodb {
  readonly url: string;
  /** Lets nobody reach the server, until `comeBack`; its data stays. Not for one of one's own. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Tells its planner what is there, as it finds out by itself after a while. */
  analyze(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A MongoDB wire server with empty data, on a free port.
 *
 * @param users the passwords by user; anybody may come in without it. A server of one's own
 * (MONGODB_URL) has its own users.
 * @param tls its key and certificate, as PEM; it then speaks TLS alone
 */
export async function startMongodb(
  users?: ReadonlyMap<string, string>,
  tls?: { readonly key: string; readonly cert: string },
): Promise<TestMongodb> {
  if (process.env.MONGODB_URL) return ownServer(process.env.MONGODB_URL);

  execFileSync(join(import.meta.dirname, 'install-engine.sh'), [engineFolder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  removeLeftovers();
  if (!existsSync(join(engineFolder, template))) await makeTemplate();
  const data = newFolder();
  // Without the template's age, by which the next test would take the copy for a leftover.
  asPostgres('cp', '--recursive', '--preserve=mode', template, data);
  const { port, stop } = await startEngine(data);
  let gateway = await startGateway(port, { users, tls });

  return {
    url: gateway.url,
    goAway: () => gateway.stop(),
    async comeBack() {
      gateway = await startGateway(port, { users, tls, listenAt: gateway.port });
    },
    analyze: () => runInEngine(port, 'analyze'),
    async stop() {
      await gateway.stop();
      await stop();
      rmSync(join(engineFolder, data), { recursive: true, force: true });
    },
  };
}

/** Folders in the engine's own file system. */
const folders = '/var/tmp';
/** Data with nothing in it but the extension: to copy it is faster than to make it. */
const template = `${folders}/template`;
const newFolder = () => `${folders}/${randomUUID()}`;

async function makeTemplate(): Promise<void> {
  const data = newFolder();
  asPostgres(`${binaries}/initdb`, '-D', data, '--auth=trust', '--encoding=UTF8', '--locale=C');
  const { port, stop } = await startEngine(data);
  await runInEngine(port, 'create extension documentdb cascade');
  await stop();
  try {
    renameSync(join(engineFolder, data), join(engineFolder, template));
  } catch {
    // Another test was faster.
    rmSync(join(engineFolder, data), { recursive: true, force: true });
  }
}

/** What tests left that were killed. */
function removeLeftovers(): void {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(join(engineFolder, folders))) {
    const folder = join(engineFolder, folders, name);
    const isUsed = existsSync(join(folder, 'postmaster.pid'));
    const isOld = (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) < anHourAgo;
    if (name !== basename(template) && !isUsed && isOld)
      rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the engine on a folder, on a free port; it ends with this process at the latest. */
async function startEngine(data: string) {
  const port = await getPort();
  const settings = [
    "shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb'",
    "cron.database_name = 'postgres'",
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    "unix_socket_directories = ''",
    'fsync = off',
    'full_page_writes = off',
    'shared_buffers = 256MB',
    'max_wal_size = 4GB',
    'max_connections = 100',
  ];
  appendFileSync(join(engineFolder, data, 'postgresql.conf'), `${settings.join('\n')}\n`);
  const postgres = spawn('chroot', [
    ...['--userspec=postgres', engineFolder],
    ...['setpriv', '--pdeathsig', 'INT'],
    ...[`${binaries}/postgres`, '-D', data],
  ]);
  await answering(port, postgres);
  return {
    port,
    async stop(): Promise<void> {
      postgres.kill('SIGINT');
      await once(postgres, 'exit');
    },
  };
}

function ownServer(url: string): TestMongodb {
  const refuse = async () => {
    throw new Error("a server of one's own is not stopped by a test");
  };
  const nothing = async () => {};
  return { url, goAway: refuse, comeBack: refuse, analyze: nothing, stop: nothing };
}

function asPostgres(...command: string[]): void {
  execFileSync('chroot', ['--userspec=postgres', engineFolder, ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function answering(port: number, postgres: ChildProcess): Promise<void> {
  let output = '';
  postgres.stderr?.on('data', (text) => {
    output += text;
  });
  for (;;) {
    try {
      return await runInEngine(port, 'select 1');
    } catch (error) {
      if (postgres.exitCode !== null) {
        throw new Error(`the DocumentDB engine did not start:\n${output}`, { cause: error });
      }
      await wait(20);
    }
  }
}

async function runInEngine(port: number, statement: string): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres' });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => {});
  }
}
