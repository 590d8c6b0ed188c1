import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/stores/postgres/database.ts';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { migrations } from '../../src/stores/postgres/migrations.ts';
import { overPglite } from '../../src/stores/postgres/pglite-database.ts';
import { postgresStore } from '../../src/stores/postgres/postgres-store.ts';
import { memoryDatabase } from '../fixtures/embedded-store.ts';

describe('migrate', () => {
  let database: Database;

  beforeAll(async () => {
    database = await memoryDatabase();
  });
  afterAll(() => database.close());

  const applied = async () =>
    (await database.query<{ number: number }>('select number from migrations order by number')).map(
      ({ number }) => number,
    );

  test('numbers its steps consecutively', () => {
    expect(migrations.map(({ number }) => number)).toEqual(
      migrations.map((_step, index) => index + 1),
    );
  });

  test('runs every step once, even if it is run again or concurrently', async () => {
    await Promise.all([migrate(database), migrate(database)]);
    expect(await applied()).toEqual(migrations.map(({ number }) => number));
  });

  test('keeps data of the first schema', async () => {
    const pglite = overPglite(await PGlite.create());
    await migrate(pglite, migrations.slice(0, 1));
    await pglite.query("insert into items (sku, name, tags) values ('A-1', 'Bolt', '{steel}')");
    await migrate(pglite);
    const store = postgresStore(pglite);
    for (const search of ['bolt', 'a', 'a-1', 'STEEL']) {
      const { entries } = await store.listItems({ search }, { limit: 1 });
      expect(entries, search).toMatchObject([{ sku: 'A-1', attributes: {}, barcode: null }]);
    }
    await store.close();
  });

  test('rolls back failed steps', async () => {
    const broken = [
      { number: 901, name: 'works', statements: ['create table left_over (x int)'] },
      { number: 902, name: 'fails', statements: ['create nonsense'] },
    ];
    await expect(migrate(database, broken)).rejects.toThrow('syntax error');
    expect(await applied()).not.toContain(901);
    await expect(database.query('select * from left_over')).rejects.toThrow('does not exist');
  });
});
