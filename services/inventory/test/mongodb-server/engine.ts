import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Requirement } from '@stockroom/testing';
import pg from 'pg';
import { startGateway } from './gateway.ts';

/** The folder that install-engine.sh has filled. */
export const engineFolder =
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
  stop(): Promise<void>;
}

/**
 * A MongoDB wire server with empty data, on a free port.
 *
 * @param users the passwords by user; anybody may come in without it. A server of one's own
 * (MONGODB_URL) has its own users.
 */
export async function startMongodb(users?: ReadonlyMap<string, string>): Promise<TestMongodb> {
  if (process.env.MONGODB_URL) return ownServer(process.env.MONGODB_URL);

  execFileSync(join(import.meta.dirname, 'install-engine.sh'), [engineFolder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const data = `/var/tmp/${randomUUID()}`;
  const outside = join(engineFolder, data);
  mkdirSync(outside);
  inEngine('chown', 'postgres', data);
  asPostgres(`${binaries}/initdb`, '-D', data, '--auth=trust', '--encoding=UTF8', '--locale=C');
  const port = await freePort();
  appendFileSync(
    join(outside, 'postgresql.conf'),
    `shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb'
     cron.database_name = 'postgres'
     listen_addresses = '127.0.0.1'
     port = ${port}
     unix_socket_directories = ''
     fsync = off
     max_connections = 100`,
  );
  const postgres = spawn('chroot', [
    '--userspec=postgres',
    engineFolder,
    `${binaries}/postgres`,
    '-D',
    data,
  ]);
  await installExtension(port, postgres);
  let gateway = await startGateway(port, users);

  return {
    url: gateway.url,
    goAway: () => gateway.stop(),
    async comeBack() {
      gateway = await startGateway(port, users, gateway.port);
    },
    async stop() {
      await gateway.stop();
      postgres.kill('SIGINT');
      await once(postgres, 'exit');
      rmSync(outside, { recursive: true, force: true });
    },
  };
}

function ownServer(url: string): TestMongodb {
  const refuse = async () => {
    throw new Error("a server of one's own is not stopped by a test");
  };
  return { url, goAway: refuse, comeBack: refuse, stop: async () => {} };
}

function inEngine(...command: string[]): void {
  execFileSync('chroot', [engineFolder, ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
}

function asPostgres(...command: string[]): void {
  execFileSync('chroot', ['--userspec=postgres', engineFolder, ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function installExtension(port: number, postgres: ChildProcess): Promise<void> {
  let output = '';
  postgres.stderr?.on('data', (text) => {
    output += text;
  });
  for (;;) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres' });
    try {
      await client.connect();
      await client.query('create extension documentdb cascade');
      return;
    } catch (error) {
      if (postgres.exitCode !== null) {
        throw new Error(`the DocumentDB engine did not start:\n${output}`, { cause: error });
      }
      await wait(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
