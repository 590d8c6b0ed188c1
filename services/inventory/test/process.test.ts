import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { runMigration, startProcess } from './fixtures/process.ts';
import { temporaryDirectory } from './fixtures/temporary-directory.ts';

describe('the inventory as a process', () => {
  test('keeps acknowledged writes over Ctrl+C and kill -9, and locks its directory', async () => {
    using directory = temporaryDirectory();
    const environment = { DATA_DIRECTORY: directory.path, DEMO_DATA: 'true' };
    const sku = 'BELL-BRASS';
    const body = { sku, location: 'MAIN', quantity: 5 };
    {
      await using first = startProcess(environment);
      const client = await first.client();
      await client.receiveStock({ body });

      await using second = startProcess(environment);
      expect(await second.exited).toBe(1);
      expect(second.output()).toContain(
        `inventory did not start. The data directory ${directory.path} is in use by process ${first.pid} (since `,
      );
      expect(second.output()).toContain(
        'Stop that process, or set DATA_DIRECTORY to another directory.',
      );

      await client.receiveStock({ body });
      expect(await first.stop('SIGINT')).toBe(0);
    }
    {
      await using again = startProcess(environment);
      const client = await again.client();
      expect((await client.getItem({ params: { sku } })).stock.onHand).toBe(72 + 10);
      await client.receiveStock({ body });
      await again.stop('SIGKILL');
    }
    {
      await using last = startProcess(environment);
      const client = await last.client();
      expect((await client.getItem({ params: { sku } })).stock.onHand).toBe(72 + 15);
      expect((await client.listItems()).entries).toHaveLength(12);
    }
  });

  test.concurrent('names the port in use and the fix', async () => {
    using directory = temporaryDirectory();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await using process = startProcess({ DATA_DIRECTORY: directory.path, PORT: String(port) });
    expect(await process.exited).toBe(1);
    expect(process.output()).toContain(
      `inventory did not start. Port ${port} is in use by another program. Stop that program, or set PORT to a free port.`,
    );
    other.close();
  });

  test.concurrent('reports every invalid environment variable', async () => {
    await using process = startProcess({ DATABASE_KIND: 'oracle', DEMO_DATA: 'perhaps' });
    expect(await process.exited).toBe(1);
    expect(process.output()).toBe(
      [
        'inventory did not start. The environment variables are invalid:',
        '  - DATABASE_KIND: must be one of embedded, postgres, documentdb (Database that stores the data)',
        '  - DEMO_DATA: must be boolean (Loads demo items into an empty database)',
        'Fix them and start again.\n',
      ].join('\n'),
    );
  });
});

describe('the migration as a process', () => {
  test.concurrent('creates a database on which the service starts, and reports it', async () => {
    using directory = temporaryDirectory();
    const environment = { DATA_DIRECTORY: directory.path };
    expect(await runMigration(environment)).toMatchObject({
      code: 0,
      // Already up to date if the build created the database.
      output: expect.stringMatching(/database is (now|already) up to date/),
    });
    await using process = startProcess(environment);
    expect((await (await process.client()).listItems()).entries).toEqual([]);
    const second = await runMigration(environment);
    expect(second.code).toBe(1);
    expect(second.output).toContain(
      `The database of inventory was not migrated. The data directory ${directory.path} is in use by process ${process.pid}`,
    );
  });

  test.concurrent('reports invalid environment variables', async () => {
    expect(await runMigration({ DATABASE_KIND: 'postgres' })).toEqual({
      code: 1,
      output:
        'The database of inventory was not migrated. DATABASE_HOST is not set. DATABASE_KIND=postgres requires it.\n',
    });
  });
});
