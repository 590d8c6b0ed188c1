import type { Item } from '@stockroom/client';
import { describe, expect, test } from 'vitest';
import type { Found } from '../../src/scan/find-code.ts';
import { ScanSession } from '../../src/scan/scan-session.ts';
import type { StockChange } from '../../src/stock/stock-change.ts';

const item = (sku: string) => ({ sku, name: sku, stock: { available: 0 } }) as Item;
const known: Readonly<Record<string, Found>> = {
  BELL: { kind: 'item', item: item('BELL') },
  LAMP: { kind: 'item', item: item('LAMP') },
  MAIN: { kind: 'location', location: { code: 'MAIN', name: 'Main', parent: null } },
  SHOP: { kind: 'location', location: { code: 'SHOP', name: 'Shop', parent: null } },
};

function start(failures: readonly Error[] = []) {
  const recorded: { change: StockChange; key: string }[] = [];
  const left = [...failures];
  const session = new ScanSession('receive', {
    find: async (code) => known[code],
    record: async (change, name, key) => {
      recorded.push({ change, key });
      const failure = left.shift();
      if (failure) throw failure;
      return { message: `Recorded ${name}`, undo: change };
    },
    onRecorded: () => {},
  });
  const scan = async (...codes: string[]) => {
    for (const code of codes) await session.enter({ kind: 'code', code });
  };
  return { session, recorded, scan, changes: () => recorded.map(({ change }) => change) };
}

describe('a scan session', () => {
  test('records each item on the next scan, with quantity 1 or the typed one', async () => {
    const { session, scan, changes } = start();
    await scan('MAIN', 'BELL', 'LAMP');
    await session.enter({ kind: 'quantity', quantity: 12 });
    await scan('');

    await expect.poll(changes).toEqual([
      { kind: 'receipt', body: { sku: 'BELL', location: 'MAIN', quantity: 1 } },
      { kind: 'receipt', body: { sku: 'LAMP', location: 'MAIN', quantity: 12 } },
    ]);
  });

  test('increases the quantity with each scan of the same item', async () => {
    const { session, scan, changes } = start();
    await session.setMode('count');
    await scan('MAIN', 'BELL', 'BELL', 'BELL', '');

    await expect
      .poll(changes)
      .toEqual([{ kind: 'count', body: { sku: 'BELL', location: 'MAIN', counted: 3 } }]);
  });

  test('uses the first location as the source of a transfer, the second as its destination', async () => {
    const { session, scan, changes } = start();
    await session.setMode('transfer');
    await scan('BELL', 'MAIN', 'SHOP', '');

    await expect
      .poll(changes)
      .toEqual([
        { kind: 'transfer', body: { sku: 'BELL', from: 'MAIN', to: 'SHOP', quantity: 1 } },
      ]);
  });

  test('keeps an item pending until its location is scanned', async () => {
    const { session, scan, recorded } = start();
    await scan('BELL', 'LAMP');

    expect(session.state()).toMatchObject({
      pending: { item: { sku: 'BELL' }, quantity: 1 },
      feedback: { tone: 'bad', message: 'Scan the location of BELL first.' },
    });
    expect(recorded).toEqual([]);
  });

  test('processes codes in order, however fast they are scanned', async () => {
    const { session, changes } = start();
    const codes = ['MAIN', 'BELL', 'SHOP', 'LAMP', ''];
    await Promise.all(codes.map((code) => session.enter({ kind: 'code', code })));

    await expect
      .poll(changes)
      .toMatchObject([
        { body: { sku: 'BELL', location: 'MAIN' } },
        { body: { sku: 'LAMP', location: 'SHOP' } },
      ]);
  });

  test('records an item in the mode in which it was scanned', async () => {
    const { session, changes } = start();
    const codes = ['MAIN', 'BELL'];
    for (const code of codes) void session.enter({ kind: 'code', code });
    await session.setMode('count');

    await expect.poll(changes).toMatchObject([{ kind: 'receipt', body: { sku: 'BELL' } }]);
  });

  test('retries a failed line with the same idempotency key', async () => {
    const { session, scan, recorded } = start([new TypeError('no connection')]);
    const lineState = () => session.state().lines[0]?.state;
    await scan('MAIN', 'BELL', '');
    await expect.poll(lineState).toBe('failed');

    const [line] = session.state().lines;
    if (line) session.retry(line);

    await expect.poll(lineState).toBe('recorded');
    expect(recorded[1]?.key).toBe(recorded[0]?.key);
  });

  test('reports an unknown code and records nothing', async () => {
    const { session, scan } = start();
    await scan('4006381333931');

    expect(session.state()).toMatchObject({
      unknown: '4006381333931',
      feedback: { tone: 'bad', message: 'No item or location has the code 4006381333931.' },
    });
  });
});
