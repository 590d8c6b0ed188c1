import { expect, test } from 'vitest';
import type { StockStore } from '../../src/stores/stock-store.ts';
import { context, unique } from '../fixtures/unique.ts';

/** The database round trips of each command, without those of its transaction. */
export interface RoundTrips {
  readonly receipt: number;
  /** For an item that was never at the location. */
  readonly firstReceipt: number;
  /** With a key that was already applied. */
  readonly repeatedReceipt: number;
  readonly issue: number;
  readonly adjustment: number;
  readonly transfer: number;
  readonly count: number;
  readonly reservation: number;
  readonly reservationOfTenLines: number;
  readonly confirmation: number;
  readonly confirmationOfTenLines: number;
  readonly release: number;
  readonly releaseOfTenLines: number;
  /** For a closed reservation. */
  readonly refusedRelease: number;
  /** A round that closes one reservation. */
  readonly expiry: number;
  /** The opening stock of an import. */
  readonly hundredReceipts: number;
}

/**
 * Counts the sequential round trips of each command, which determine its time on a slow network.
 *
 * @param open opens an empty store that calls back before each statement or command
 */
export function roundTrips(
  adapter: string,
  open: (clock: () => Date, onRoundTrip: () => void) => Promise<StockStore>,
  expected: RoundTrips,
): void {
  test(`each command takes a fixed number of round trips to ${adapter}`, async () => {
    let now = new Date('2030-01-01T00:00:00Z');
    let sent = 0;
    const store = await open(
      () => now,
      () => {
        sent += 1;
      },
    );
    const of = async (command: Promise<unknown>): Promise<number> => {
      const before = sent;
      await command.catch(() => {});
      return sent - before;
    };
    await store.createLocation({ code: 'MAIN', name: 'Main' });
    await store.createLocation({ code: 'SHOP', name: 'Shop' });
    const skus = Array.from({ length: 100 }, () => unique('SKU'));
    await store.saveItems(skus.map((sku) => ({ create: { sku, name: 'Item' } })));
    const [sku = ''] = skus;
    const place = { sku, location: 'MAIN' };
    const receipt = { ...place, quantity: 100 };
    const key = context();
    const hundred = skus.map((sku) => ({
      receipt: { sku, location: 'SHOP', quantity: 10 },
      context: context(),
    }));
    const line = { ...place, quantity: 1 };
    const tenLines = skus.slice(0, 10).map((sku) => ({ sku, location: 'SHOP', quantity: 1 }));
    const reserved = async (lines = [line]) =>
      (await store.reserve({ lines, expiresInSeconds: 60 }, context())).id;

    const measured: RoundTrips = {
      firstReceipt: await of(store.receive(receipt, key)),
      repeatedReceipt: await of(store.receive(receipt, key)),
      receipt: await of(store.receive(receipt, context())),
      issue: await of(store.issue(line, context())),
      adjustment: await of(store.adjust({ ...line, reason: 'Found' }, context())),
      hundredReceipts: await of(store.receiveAll(hundred)),
      transfer: await of(store.transfer({ sku, from: 'MAIN', to: 'SHOP', quantity: 1 }, context())),
      count: await of(store.count({ ...place, counted: 50 }, context())),
      reservation: await of(store.reserve({ lines: [line] }, context())),
      reservationOfTenLines: await of(store.reserve({ lines: tenLines }, context())),
      confirmation: await of(store.confirm(await reserved(), context())),
      confirmationOfTenLines: await of(store.confirm(await reserved(tenLines), context())),
      release: await of(store.release(await reserved(), context())),
      releaseOfTenLines: await of(store.release(await reserved(tenLines), context())),
      refusedRelease: await (async () => {
        const id = await reserved();
        await store.release(id, context());
        return of(store.release(id, context()));
      })(),
      expiry: await (async () => {
        await reserved();
        now = new Date(now.getTime() + 60_000);
        return of(store.expireReservations(1));
      })(),
    };
    await store.close();
    expect(measured).toEqual(expected);
  });
}
