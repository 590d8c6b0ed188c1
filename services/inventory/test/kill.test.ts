import { setTimeout as wait } from 'node:timers/promises';
import { entriesOf } from '@stockroom/client';
import { expect, test } from 'vitest';
import { startProcess } from './fixtures/process.ts';
import { temporaryDirectory } from './fixtures/temporary-directory.ts';

/** As often as it takes to be sure where nothing may be left out. */
const kills = process.env.STOCKROOM_REQUIRE_ALL ? 20 : 2;

test(`no acknowledged movement is lost or doubled by kill -9 under load, ${kills} times`, {
  timeout: 600_000,
}, async () => {
  using directory = temporaryDirectory();
  const environment = { DATA_DIRECTORY: directory.path };
  const acknowledged = new Set<string>();
  const sku = 'A';
  const location = 'MAIN';

  for (let round = 0; round <= kills; round += 1) {
    await using process = startProcess(environment);
    const client = await process.client();
    if (round === 0) {
      await client.createItem({ body: { sku, name: 'A' } });
      await client.createLocation({ body: { code: location, name: 'Main' } });
    } else {
      const keys: string[] = [];
      let sum = 0;
      for await (const movement of entriesOf(client.listItemMovements, {
        params: { sku },
        query: { limit: 200 },
      })) {
        keys.push(movement.idempotencyKey);
        sum += movement.quantity;
      }
      expect(new Set(keys).size).toBe(keys.length);
      expect([...acknowledged].filter((key) => !keys.includes(key))).toEqual([]);
      const { stock } = await client.getItem({ params: { sku } });
      expect(stock.onHand).toBe(sum);
      const { entries } = await client.listItemStock({ params: { sku } });
      expect(entries[0]?.onHand ?? 0).toBe(sum);
    }
    if (round === kills) return;

    let dead = false;
    const writer = async () => {
      while (!dead) {
        const key = crypto.randomUUID();
        const headers = { 'idempotency-key': key };
        const body = { sku, location, quantity: 1 };
        // One attempt each: what was not answered may or may not have been written.
        await client
          .receiveStock({ headers, body })
          .then(() => acknowledged.add(key))
          .catch(() => {
            dead = true;
          });
      }
    };
    const writers = Promise.all([writer(), writer(), writer(), writer()]);
    await wait(100 + Math.random() * 400);
    await process.stop('SIGKILL');
    await writers;
  }
});
