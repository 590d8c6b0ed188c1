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

/** The directory into which install-engine.sh installs the engine. */
const engineFolder =
  process.env.STOCKROOM_DOCUMENTDB_ENGINE ?? join(homedir(), '.cache/stockroom/documentdb-engine');

/** A MongoDB for tests: an existing one, or the engine that install-engine.sh installs. */
export const mongodb: Requirement = {
  name: 'a MongoDB wire server',
  howToGet: `as root: services/inventory/test/mongodb-server/install-engine.sh ${engineFolder} (from Debian's packages, takes about a minute); or name a replica set with MONGODB_URL`,
  // In complete runs, the first test that needs the engine installs it.
  isPresent: () =>
    Boolean(process.env.MONGODB_URL) ||
    (process.getuid?.() === 0 &&
      (existsSync(engineFolder) || Boolean(process.env.STOCKROOM_REQUIRE_ALL))),
};

/** Timeout of a start in milliseconds, the engine's installation included. */
export const startTimeout = 600_000;

const binaries = '/usr/lib/postgresql/18/bin';

/** A running MongoDB wire server. */
export interface TestMongodb {
  readonly url: string;
  /** Makes the server unreachable until `comeBack`; its data stays. Not for an existing server. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Updates the statistics of its planner, which otherwise happens after a while. */
  analyze(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A MongoDB wire server with empty data, on a free port.
 *
 * @param users the passwords by user; default: no authentication. An existing server (MONGODB_URL) has
 * its own users.
 * @param tls its key and certificate, as PEM; it then accepts TLS only
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
  // Without the template's age: otherwise the next test would treat the copy as a leftover.
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

/** Directories in the engine's file system. */
const folders = '/var/tmp';
/** A database with only the extension. Copying it is faster than creating one. */
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

/** Directories that killed tests left behind. */
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

/** Starts the engine on a directory and a free port. It ends with this process at the latest. */
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
  const unsupported = async () => {
    throw new Error("a server of one's own is not stopped by a test");
  };
  const nothing = async () => {};
  return { url, goAway: unsupported, comeBack: unsupported, analyze: nothing, stop: nothing };
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
