import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeCursor } from '../../src/domain/cursor.ts';
import type { Database } from '../../src/stores/postgres/database.ts';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { openPool } from '../../src/stores/postgres/pool-database.ts';
import { postgresStore } from '../../src/stores/postgres/postgres-store.ts';
import type { StockStore } from '../../src/stores/stock-store.ts';
import { startPostgres } from '../fixtures/postgres-server.ts';

/** All of them in complete runs, fewer in interactive ones. */
const items = process.env.STOCKROOM_REQUIRE_ALL ? 100_000 : 20_000;

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;
const sent: { statement: string; parameters: readonly unknown[] }[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  database = openPool({ ...(await postgres.newDatabase()), responseTimeout: 300_000 });
  await migrate(database);
  await fill();
}, 300_000);
afterAll(async () => {
  await database.close();
  await postgres.stop();
});

/** Items in ten categories with stock, movements and reservations, like a large inventory. */
async function fill(): Promise<void> {
  const statements = [
    `insert into items (sku, name, category, tags, name_key, search_text, reorder_point, on_hand,
       updated_at, search_keys)
     select sku, name, 'Category ' || n % 10, array['tag-' || n % 1000], name, lower(sku || name),
       case when n % 200 = 0 then 10 else 0 end, 5, now() - n * interval '1 second',
       array(select substr(lower(sku || name), p, 3)
         from generate_series(1, length(sku || name) - 2) as p)
     from (select n, 'SKU-' || lpad(n::text, 7, '0') as sku, 'thing ' || md5(n::text) as name
       from generate_series(1, ${items}) as n)`,
    `insert into locations (code, name) select 'LOC-' || n, 'x' from generate_series(1, 50) as n`,
    `insert into movements (kind, sku, location, quantity, balance, reason, reference, actor,
       idempotency_key, at)
     select case when n % 50 = 0 then 'count' else 'receipt' end, sku, 'LOC-' || 1 + n % 50, 5, 5,
       '', '', 'x', n::text, now() - n * interval '1 second'
     from (select sku, row_number() over () as n from items)`,
    `insert into reservations (id, status, lines, reference, actor, created_at, expires_at)
     select n::text, case when n % 100 = 0 then 'active' else 'confirmed' end, '[]', '', 'x',
       now(), now() from generate_series(1, ${items}) as n`,
    'analyze',
  ];
  for (const statement of statements) await database.query(statement);
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

/** The plans of a store's statements during the work. */
async function plansOf(work: (store: StockStore) => Promise<unknown>): Promise<Plan[]> {
  sent.length = 0;
  await work(
    postgresStore({
      ...database,
      query: (statement, parameters = []) => {
        sent.push({ statement, parameters });
        return database.query(statement, parameters);
      },
    }),
  );
  const plans: Plan[] = [];
  for (const { statement, parameters } of sent) {
    const [row] = await database.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (analyze, buffers, format json) ${statement}`,
      parameters,
    );
    if (row?.['QUERY PLAN'][0]) plans.push(row['QUERY PLAN'][0].Plan);
  }
  return plans;
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const pagesRead = (plans: readonly Plan[]): number =>
  plans.reduce((sum, plan) => sum + plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], 0);

const middle = `SKU-${String(items / 2).padStart(7, '0')}`;
const at = (list: string, ...position: (string | number)[]) => encodeCursor(list, position);

describe(`on ${items} items`, () => {
  test.for<[string, (store: StockStore, cursor?: string) => Promise<unknown>, string?]>([
    [
      'items',
      (s, cursor) => s.listItems({}, { limit: 50, cursor }),
      at('items:sku', middle, middle),
    ],
    [
      'items by name',
      (s, cursor) => s.listItems({ sort: 'name' }, { limit: 50, cursor }),
      at('items:name', 'thing 8', middle),
    ],
    [
      'items by last change',
      (s, cursor) => s.listItems({ sort: '-updatedAt' }, { limit: 50, cursor }),
      at('items:-updatedAt', new Date(Date.now() - items * 500).toISOString(), middle),
    ],
    [
      'items of a category',
      (s, cursor) => s.listItems({ category: 'Category 3' }, { limit: 50, cursor }),
      at('items:sku', middle, middle),
    ],
    [
      'items of a category by name',
      (s, cursor) => s.listItems({ category: 'Category 3', sort: '-name' }, { limit: 50, cursor }),
      at('items:-name', 'thing 8', middle),
    ],
    [
      'items with a tag',
      (s, cursor) => s.listItems({ tag: 'tag-7' }, { limit: 50, cursor }),
      at('items:sku', middle, middle),
    ],
    ['a search for few', (s) => s.listItems({ search: 'c4ca4238' }, { limit: 50 })],
    [
      'a search for many',
      (s, cursor) => s.listItems({ search: 'thing' }, { limit: 50, cursor }),
      at('items:sku', middle, middle),
    ],
    ['low stock', (s, cursor) => s.listLowStock({ limit: 50, cursor }), at('low-stock', middle)],
    [
      'movements',
      (s, cursor) => s.listMovements({}, { limit: 50, cursor }),
      at('movements', new Date(Date.now() - items * 500).toISOString(), items),
    ],
    ['movements of an item', (s) => s.listMovements({ sku: middle }, { limit: 50 })],
    [
      'movements at a location',
      (s, cursor) => s.listMovements({ location: 'LOC-7' }, { limit: 50, cursor }),
      at('movements', new Date(Date.now() - items * 500).toISOString(), items),
    ],
    [
      'movements of a kind',
      (s, cursor) => s.listMovements({ kind: 'count' }, { limit: 50, cursor }),
      at('movements', new Date(Date.now() - items * 500).toISOString(), items),
    ],
    [
      'active reservations',
      (s, cursor) => s.listReservations({ status: 'active' }, { limit: 50, cursor }),
      at('reservations', items / 2),
    ],
    ['the feed', async (s) => s.readFeed(await s.feedEnd(), 50)],
  ])(
    '%s: an index serves the list, and no page costs more than the first',
    async ([, list, cursor]) => {
      const first = await plansOf((store) => list(store));
      for (const node of first.flatMap(nodesOf)) {
        expect(node['Node Type'], JSON.stringify(node)).not.toBe('Seq Scan');
      }
      if (cursor === undefined) return;
      const later = await plansOf((store) => list(store, cursor));
      for (const node of later.flatMap(nodesOf)) expect(node['Node Type']).not.toBe('Seq Scan');
      // One page of the index more or less is random.
      expect(pagesRead(later)).toBeLessThanOrEqual(pagesRead(first) * 1.5 + 20);
    },
  );
});
