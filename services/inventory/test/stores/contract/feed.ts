import { describe, expect } from 'vitest';
import { context } from '../../fixtures/unique.ts';
import type { ContractTest } from './contract-test.ts';

/** The feed of movements. */
export function feedContract(test: ContractTest): void {
  describe('the feed', () => {
    test('has each movement once, in order, after any position', async ({ store, given }) => {
      const { sku, location } = await given();
      const start = await store.feedEnd();
      expect(await store.readFeed(start, 10)).toEqual([]);
      const written: string[] = [];
      for (let quantity = 1; quantity <= 5; quantity += 1) {
        written.push((await store.receive({ sku, location, quantity }, context())).id);
      }
      const published = await store.readFeed(start, 10);
      expect(published.map(({ movement }) => movement.id)).toEqual(written);
      const resumed = await store.readFeed(published[1]?.position ?? '', 2);
      expect(resumed).toEqual(published.slice(2, 4));
      expect(await store.feedEnd()).toBe(published.at(-1)?.position);
    });

    test('misses nothing that is written concurrently', async ({ store, given }) => {
      const places = [await given(), await given(), await given()];
      let position = await store.feedEnd();
      const published: string[] = [];
      let writing = true;
      const reader = async () => {
        for (;;) {
          const last = !writing;
          const entries = await store.readFeed(position, 3);
          published.push(...entries.map(({ movement }) => movement.id));
          position = entries.at(-1)?.position ?? position;
          if (last && entries.length === 0) return;
        }
      };
      const reading = reader();
      const written = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          store.receive({ sku: '', location: '', ...places[index % 3], quantity: 1 }, context()),
        ),
      );
      writing = false;
      await reading;
      expect(published.toSorted()).toEqual(written.map(({ id }) => id).toSorted());
    });

    test('rejects an invalid position', async ({ store }) => {
      await expect(store.readFeed('nonsense', 1)).rejects.toMatchObject({
        kind: 'malformed-cursor',
      });
    });
  });
}
