import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { StockStore } from '../../src/stores/stock-store.ts';
import { contractTest } from './contract/contract-test.ts';
import { countContract } from './contract/counts.ts';
import { feedContract } from './contract/feed.ts';
import { idempotencyContract } from './contract/idempotency.ts';
import { importContract } from './contract/import.ts';
import { itemContract } from './contract/items.ts';
import { ledgerContract } from './contract/ledger.ts';
import { listContract } from './contract/lists.ts';
import { locationContract } from './contract/locations.ts';
import { reportContract } from './contract/reports.ts';
import { reservationContract } from './contract/reservations.ts';
import { stockContract } from './contract/stock.ts';
import { transferContract } from './contract/transfers.ts';

/** The contract of every store. Run it with each adapter. */
export function storeContract(
  adapter: string,
  open: (clock: () => Date) => Promise<StockStore>,
): void {
  describe(`the store contract on ${adapter}`, () => {
    let opened: StockStore;
    const clock = { now: new Date() };

    beforeAll(async () => {
      opened = await open(() => clock.now);
    });
    afterAll(() => opened.close());

    const test = contractTest(() => opened, clock);
    itemContract(test);
    listContract(test);
    importContract(test);
    locationContract(test);
    stockContract(test);
    transferContract(test);
    countContract(test);
    reservationContract(test);
    reportContract(test);
    idempotencyContract(test);
    ledgerContract(test);
    feedContract(test);

    test('resolves a ping', async ({ store }) => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
}
