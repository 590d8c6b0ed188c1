import { expect, test } from 'vitest';
import { loadDemoData } from '../src/demo-data.ts';
import { memoryStore } from './fixtures/embedded-store.ts';

test('demo data is loaded into an empty store once, with levels that match the ledger', async () => {
  const store = await memoryStore();
  expect(await loadDemoData(store)).toBe(true);
  expect(await loadDemoData(store)).toBe(false);

  const { entries } = await store.listItems({}, { limit: 100 });
  expect(entries).toHaveLength(12);
  expect((await store.listLocations({}, { limit: 10 })).entries).toHaveLength(2);
  for (const { sku, stock } of entries) {
    const movements = await store.listMovements({ sku }, { limit: 10 });
    expect(movements.entries.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(stock.onHand);
  }
  const low = entries.filter(({ stock, reorderPoint }) => stock.available <= reorderPoint);
  expect(low.length).toBeGreaterThan(0);
  await store.close();
});
