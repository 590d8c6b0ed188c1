import type { ReservationStatus } from '@stockroom/client/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ItemFilter,
  MovementFilter,
  Page,
  PageRequest,
  StockStore,
} from '../../src/stores/stock-store.ts';
import type { ImportedFields } from '../../src/transfer/columns.ts';
import { emptyResult, importItems } from '../../src/transfer/import-items.ts';
import { booking, gtin, unique } from '../fixtures/unique.ts';

/** What every store promises, whatever it is built on. Run it with each adapter. */
export function storeContract(
  adapter: string,
  open: (clock: () => Date) => Promise<StockStore>,
): void {
  describe(`the store contract on ${adapter}`, () => {
    let store: StockStore;
    let now = new Date();

    beforeAll(async () => {
      store = await open(() => now);
    });
    afterAll(() => store.close());

    /** An item, and locations, that only this test knows. */
    async function given({ locations = 1, onHand = 0 } = {}) {
      const sku = unique('SKU');
      await store.createItem({ sku, name: `Item ${sku}` });
      const codes = Array.from({ length: locations }, () => unique('LOC')).sort();
      for (const code of codes) await store.createLocation({ code, name: 'Somewhere' });
      const [location = ''] = codes;
      if (onHand > 0) await store.receive({ sku, location, quantity: onHand }, booking());
      return { sku, location, locations: codes };
    }

    async function all<Entry>(list: (page: PageRequest) => Promise<Page<Entry>>, limit = 2) {
      const entries: Entry[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<Entry> = await list({ limit, cursor: cursor ?? undefined });
        expect(page.entries.length).toBeLessThanOrEqual(limit);
        entries.push(...page.entries);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return entries;
    }

    /** The rule that holds after everything: levels are the sum of the ledger. */
    async function expectLedgerToAgree(sku: string) {
      const levels = await all((page) => store.listLevels(sku, page));
      const movements = await all((page) => store.listMovements({ sku }, page), 200);
      for (const { location, onHand } of levels) {
        const here = movements.filter((movement) => movement.location === location);
        expect(here.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(onHand);
        expect(here[0]?.balance).toBe(onHand);
      }
      const total = levels.reduce((sum, { onHand }) => sum + onHand, 0);
      expect((await store.getItem(sku)).stock.onHand).toBe(total);
    }

    describe('items', () => {
      test('are created with defaults, and read back as they were', async () => {
        const sku = unique('SKU');
        const created = await store.createItem({ sku, name: 'Bolt' });
        expect(created).toEqual({
          sku,
          name: 'Bolt',
          description: '',
          category: '',
          tags: [],
          unit: 'piece',
          barcode: null,
          attributes: {},
          archived: false,
          price: null,
          reorderPoint: 0,
          reorderQuantity: 0,
          version: 1,
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          updatedAt: created.createdAt,
          stock: { onHand: 0, reserved: 0, available: 0 },
        });
        expect(await store.getItem(sku)).toEqual(created);
      });

      test('keep every field, up to the largest numbers and any text', async () => {
        const fields = {
          sku: unique('SKU'),
          name: `Ünï "quoted" 'text' 🚲 \\ %_`,
          description: 'line\nline',
          category: 'Fasteners',
          tags: ['a,b', '{c}', 'd"e', 'NULL'],
          unit: 'm²',
          barcode: gtin(),
          attributes: { colour: 'red', 'weight in g': 12.5, fragile: true },
          archived: true,
          price: { amount: 1e15, currency: 'EUR' },
          reorderPoint: 1e9,
          reorderQuantity: 1e9,
        };
        await store.createItem(fields);
        expect(await store.getItem(fields.sku)).toMatchObject(fields);
      });

      test('cannot be created twice, also not at the same moment', async () => {
        const sku = unique('SKU');
        const attempts = await Promise.allSettled(
          Array.from({ length: 5 }, () => store.createItem({ sku, name: 'Bolt' })),
        );
        const refused = attempts.filter((attempt) => attempt.status === 'rejected');
        expect(refused).toHaveLength(4);
        for (const { reason } of refused) {
          expect(reason).toMatchObject({ name: 'Refusal', kind: 'duplicate-sku', facts: { sku } });
        }
      });

      test('that are not there are refused by name', async () => {
        await expect(store.getItem('NO-SUCH')).rejects.toMatchObject({
          kind: 'unknown-sku',
          message: expect.stringContaining('"NO-SUCH"'),
        });
        await expect(store.updateItem('NO-SUCH', { name: 'x' })).rejects.toMatchObject({
          kind: 'unknown-sku',
        });
      });

      test('change only where the patch says so, and count their versions', async () => {
        const { sku } = await given({ onHand: 3 });
        const priced = await store.updateItem(sku, { price: { amount: 5, currency: 'EUR' } });
        expect(priced).toMatchObject({ version: 2, price: { amount: 5 }, name: `Item ${sku}` });
        const renamed = await store.updateItem(sku, { name: 'Other', price: null });
        expect(renamed).toMatchObject({ version: 3, price: null, name: 'Other' });
        expect(renamed.stock.onHand).toBe(3);
      });

      test('change only at the version that the caller saw', async () => {
        const { sku } = await given();
        await store.updateItem(sku, { name: 'Second' }, [1]);
        await expect(store.updateItem(sku, { name: 'Third' }, [1])).rejects.toMatchObject({
          kind: 'version-mismatch',
          facts: { sku, currentVersion: 2 },
        });
        await store.updateItem(sku, { name: 'Third' }, [1, 2]);
        expect(await store.getItem(sku)).toMatchObject({ name: 'Third', version: 3 });
      });

      test('lose no change when two callers change one at the same moment', async () => {
        const { sku } = await given();
        await Promise.all([
          store.updateItem(sku, { name: 'Renamed' }),
          store.updateItem(sku, { category: 'Moved' }),
        ]);
        expect(await store.getItem(sku)).toMatchObject({
          name: 'Renamed',
          category: 'Moved',
          version: 3,
        });
      });

      test('are listed by SKU, page by page, each once', async () => {
        const prefix = unique('LIST');
        const skus = ['b', 'a', 'C', 'd', 'B'].map((letter) => `${prefix}-${letter}`);
        for (const sku of skus) await store.createItem({ sku, name: 'Listed' });
        const listed = await all((page) => store.listItems({ search: prefix }, page));
        expect(listed.map(({ sku }) => sku)).toEqual([...skus].sort());
      });

      test('are found by part of the SKU or the name, in any case, taken literally', async () => {
        const mark = unique('find');
        await store.createItem({ sku: unique('SKU'), name: `50% ${mark}_x` });
        const found = async (search: string) =>
          (await store.listItems({ search }, { limit: 10 })).entries.length;
        expect(await found(mark.toUpperCase())).toBe(1);
        expect(await found(`% ${mark}`)).toBe(1);
        expect(await found(`${mark}%x`)).toBe(0);
        expect(await found(`${mark.slice(0, -1)}_`)).toBe(0);
      });
    });

    describe('barcodes', () => {
      test('stand for one item each, however many digits they are printed with', async () => {
        const [first, second, barcode] = [unique('SKU'), unique('SKU'), gtin()];
        await store.createItem({ sku: first, name: 'First', barcode });
        const again = { kind: 'duplicate-barcode', facts: { barcode: `0${barcode}` } };
        await expect(
          store.createItem({ sku: second, name: 'Second', barcode: `0${barcode}` }),
        ).rejects.toMatchObject(again);
        await store.createItem({ sku: second, name: 'Second' });
        await expect(store.updateItem(second, { barcode: `0${barcode}` })).rejects.toMatchObject(
          again,
        );
        await store.updateItem(first, { barcode: null });
        expect(await store.updateItem(second, { barcode })).toMatchObject({ barcode });
      });

      test('need the right check digit', async () => {
        const sku = unique('SKU');
        await expect(
          store.createItem({ sku, name: 'Pen', barcode: '4006381333930' }),
        ).rejects.toMatchObject({ kind: 'invalid-barcode' });
        await expect(store.getItem(sku)).rejects.toMatchObject({ kind: 'unknown-sku' });
      });
    });

    describe('what is done for many at once', () => {
      test('creates items that are found by SKU and barcode, however it is printed', async () => {
        const [one, other, barcode] = [unique('SKU'), unique('SKU'), gtin()];
        await store.saveItems([
          { create: { sku: one, name: 'One' } },
          {
            create: { sku: other, name: 'Other', barcode, price: { amount: 1, currency: 'EUR' } },
          },
        ]);
        expect(await store.getItem(other)).toMatchObject({ barcode, version: 1 });
        const { location } = await given();
        const found = await store.find({
          skus: [one, unique('SKU')],
          barcodes: [`0${barcode}`],
          locations: [location, unique('LOC')],
        });
        expect(found.items.map(({ sku }) => sku).sort()).toEqual([one, other].sort());
        expect(found.locations).toEqual([location]);
      });

      test('changes items with those that are new, and leaves their stock alone', async () => {
        const { sku: one } = await given({ onHand: 3 });
        const [other, fresh, barcode] = [unique('SKU'), unique('SKU'), gtin()];
        await store.createItem({ sku: other, name: 'Other', barcode, attributes: { a: 1, b: 2 } });
        await store.saveItems([
          { create: { sku: fresh, name: 'Fresh', barcode } },
          { sku: one, patch: { name: 'First', reorderPoint: 5 } },
          { sku: other, patch: { barcode: null, attributes: { a: null, c: 3 } } },
        ]);
        expect(await store.getItem(one)).toMatchObject({
          name: 'First',
          reorderPoint: 5,
          version: 2,
          stock: { onHand: 3 },
        });
        expect(await store.getItem(other)).toMatchObject({
          name: 'Other',
          barcode: null,
          attributes: { b: 2, c: 3 },
          version: 2,
        });
        expect(await store.getItem(fresh)).toMatchObject({ barcode, version: 1 });
        const low = await all((page) => store.listLowStock(page), 200);
        expect(low.map(({ sku }) => sku)).toContain(one);
      });

      test('takes hundreds at once', async () => {
        const { location } = await given();
        const skus = Array.from({ length: 300 }, () => unique('MANY'));
        await store.saveItems(skus.map((sku) => ({ create: { sku, name: 'New' } })));
        await store.saveItems(skus.map((sku) => ({ sku, patch: { name: 'Changed' } })));
        const receipts = skus.map((sku, index) => {
          return { receipt: { sku, location, quantity: index + 1 }, booking: booking() };
        });
        await store.receiveAll(receipts);
        await store.receiveAll(receipts);
        const { items } = await store.find({ skus, barcodes: [], locations: [] });
        const bySku = new Map(items.map((item) => [item.sku, item]));
        expect(skus.map((sku) => bySku.get(sku)?.stock.onHand)).toEqual(
          skus.map((_, index) => index + 1),
        );
        expect(new Set(items.map(({ name, version }) => `${name} ${version}`))).toEqual(
          new Set(['Changed 2']),
        );
      });

      test('saves all items or none', async () => {
        const barcode = gtin();
        const fresh = { create: { sku: unique('SKU'), name: 'Fresh' } };
        const { sku } = await given();
        for (const [others, kind] of [
          [[{ create: { sku, name: 'There' } }], 'duplicate-sku'],
          [[{ sku: unique('SKU'), patch: { name: 'Lost' } }], 'unknown-sku'],
          [
            ['A', 'B'].map((name) => ({ create: { sku: unique(name), name, barcode } })),
            'duplicate-barcode',
          ],
          [
            [{ create: { sku: unique('SKU'), name: 'A', barcode } }, { sku, patch: { barcode } }],
            'duplicate-barcode',
          ],
        ] as const) {
          await expect(store.saveItems([...others, fresh])).rejects.toMatchObject({ kind });
          await expect(store.getItem(fresh.create.sku)).rejects.toMatchObject({
            kind: 'unknown-sku',
          });
          expect(await store.getItem(sku)).toMatchObject({ version: 1, barcode: null });
        }
      });

      test('receives goods once per key, and all or none', async () => {
        const { sku, locations } = await given({ locations: 2 });
        const [first = '', second = ''] = locations;
        const receipt = (location: string, quantity: number) => ({ sku, location, quantity });
        const one = { receipt: receipt(first, 3), booking: booking() };
        const other = { receipt: receipt(second, 4), booking: booking() };
        await store.receiveAll([one]);
        await store.receiveAll([one, other]);
        await store.receiveAll([one, other]);
        expect((await store.receive(other.receipt, other.booking)).balance).toBe(4);

        const lost = { receipt: receipt(unique('LOC'), 1), booking: booking() };
        const third = { receipt: receipt(first, 1), booking: booking() };
        await expect(store.receiveAll([third, lost])).rejects.toMatchObject({
          kind: 'unknown-location',
        });
        const { idempotencyKey } = one.booking;
        const reused = { receipt: receipt(first, 9), booking: booking(idempotencyKey, 'other') };
        await expect(store.receiveAll([reused])).rejects.toMatchObject({
          kind: 'idempotency-key-reused',
        });
        expect((await store.getItem(sku)).stock.onHand).toBe(7);
        await expectLedgerToAgree(sku);
      });

      test('books the opening stock of a corrected file once, wherever its rows stand', async () => {
        const { location } = await given();
        const idempotencyKey = unique('import');
        const imported = async (rows: readonly ImportedFields[]) => {
          const result = emptyResult(false);
          async function* read() {
            for (const [index, fields] of rows.entries()) yield { row: index + 1, fields };
          }
          await importItems(
            store,
            read(),
            { dryRun: false, idempotencyKey, actor: 'tester' },
            result,
          );
          return result;
        };
        const skus = ['A', 'B', 'C', 'D', 'E'].map((name) => unique(name));
        const rows = skus.map((sku, index) => {
          const openingStock = { location, quantity: index + 1 };
          return { sku, name: 'Opened', openingStock };
        });
        const levels = async () => {
          const { items } = await store.find({ skus, barcodes: [], locations: [] });
          const onHand = new Map(items.map(({ sku, stock }) => [sku, stock.onHand]));
          return skus.map((sku) => onHand.get(sku));
        };
        const wrong = rows.with(2, { ...rows[2], barcode: 'none' } as never);
        expect((await imported(wrong)).errors).toMatchObject([{ row: 3, field: 'barcode' }]);
        expect(await imported(rows.toSpliced(2, 1))).toMatchObject({ rows: 4, failed: 0 });
        expect(await levels()).toEqual([1, 2, undefined, 4, 5]);
        expect(await imported(rows.toReversed())).toMatchObject({ created: 1, failed: 0 });
        expect(await levels()).toEqual([1, 2, 3, 4, 5]);
      });
    });

    describe('attributes', () => {
      test('are merged by a patch, which takes away those set to null', async () => {
        const sku = unique('SKU');
        await store.createItem({ sku, name: 'Shirt', attributes: { colour: 'red', size: 38 } });
        const patched = await store.updateItem(sku, {
          attributes: { colour: null, organic: true },
        });
        expect(patched.attributes).toEqual({ size: 38, organic: true });
      });
    });

    describe('a list of items', () => {
      /** Items whose SKUs begin alike, which is how a test finds its own. */
      async function shelf() {
        const mark = unique('SHELF');
        const make = (end: string, more: object) =>
          store.createItem({ sku: `${mark}-${end}`, name: `Item ${end}`, ...more });
        await make('a', { name: 'Zebra', category: 'Animals', tags: ['wild', 'striped'] });
        await make('b', { name: 'apple', category: 'Fruit', tags: ['red'] });
        await make('c', { name: 'Ant', category: 'Animals', tags: ['wild'] });
        await make('d', { name: 'Dodo', category: 'Animals', archived: true });
        const ends = async (filter: ItemFilter) => {
          const items = await all((page) => store.listItems({ search: mark, ...filter }, page));
          return items.map(({ sku }) => sku.slice(mark.length + 1));
        };
        return { mark, ends };
      }

      test('leaves archived items out unless they are asked for', async () => {
        const { ends } = await shelf();
        expect(await ends({})).toEqual(['a', 'b', 'c']);
        expect(await ends({ archived: true })).toEqual(['d']);
      });

      test('is filtered by category and tag', async () => {
        const { ends } = await shelf();
        expect(await ends({ category: 'Animals' })).toEqual(['a', 'c']);
        expect(await ends({ tag: 'wild' })).toEqual(['a', 'c']);
        expect(await ends({ category: 'Animals', tag: 'striped' })).toEqual(['a']);
        expect(await ends({ category: 'animals' })).toEqual([]);
      });

      test('is sorted by name in any case, by SKU or by the last change, either way', async () => {
        const { mark, ends } = await shelf();
        expect(await ends({ sort: 'name' })).toEqual(['c', 'b', 'a']);
        expect(await ends({ sort: '-name' })).toEqual(['a', 'b', 'c']);
        expect(await ends({ sort: '-sku' })).toEqual(['c', 'b', 'a']);
        await store.updateItem(`${mark}-a`, { description: 'changed' });
        expect((await ends({ sort: 'updatedAt' })).at(-1)).toBe('a');
        expect((await ends({ sort: '-updatedAt' }))[0]).toBe('a');
      });

      test('is searched by barcode and tag, too, and by one or two letters of a word', async () => {
        const { mark, ends } = await shelf();
        const barcode = gtin();
        await store.updateItem(`${mark}-b`, { barcode });
        expect(await ends({ search: barcode.slice(2) })).toHaveLength(1);
        expect(await ends({ search: 'STRIPED', category: 'Animals' })).not.toHaveLength(0);
        const found = async (search: string) => {
          const items = await all((page) => store.listItems({ search }, page), 200);
          return items.some(({ sku }) => sku === `${mark}-a`);
        };
        expect(await found('ze')).toBe(true);
        expect(await found('Z')).toBe(true);
        // Within a word, and with a letter that no unique mark holds.
        expect(await found('br')).toBe(false);
      });

      test('refuses the cursor of another order', async () => {
        const { mark } = await shelf();
        const { nextCursor } = await store.listItems({ search: mark }, { limit: 1 });
        await expect(
          store.listItems({ search: mark, sort: 'name' }, { limit: 1, cursor: nextCursor ?? '' }),
        ).rejects.toMatchObject({ kind: 'malformed-cursor' });
      });
    });

    describe('locations', () => {
      test('are warehouses and the bins in them', async () => {
        const [warehouse, bin] = [unique('WH'), unique('BIN')];
        expect(await store.createLocation({ code: warehouse, name: 'North' })).toEqual({
          code: warehouse,
          name: 'North',
          parent: null,
        });
        const inside = { code: bin, name: 'Shelf 1', parent: warehouse };
        expect(await store.createLocation(inside)).toEqual(inside);
        const bins = await all((page) => store.listLocations({ parent: warehouse }, page));
        expect(bins).toEqual([inside]);
        await expect(
          store.createLocation({ code: unique('BIN'), name: 'In a bin', parent: bin }),
        ).rejects.toMatchObject({ kind: 'not-a-warehouse', facts: { location: bin } });
        await expect(
          store.createLocation({ code: unique('BIN'), name: 'Lost', parent: 'NOWHERE' }),
        ).rejects.toMatchObject({ kind: 'unknown-location' });
      });

      test('are created once and listed by code', async () => {
        const { locations } = await given({ locations: 3 });
        const listed = await all((page) => store.listLocations({}, page), 50);
        const codes = listed.map(({ code }) => code);
        expect(codes.filter((code) => locations.includes(code))).toEqual(locations);
        expect(codes).toEqual([...codes].sort());
        const [code = ''] = locations;
        await expect(store.createLocation({ code, name: 'Again' })).rejects.toMatchObject({
          kind: 'duplicate-location',
          facts: { location: code },
        });
      });
    });

    describe('a change of stock', () => {
      test('is a movement with the balance after it', async () => {
        const { sku, location } = await given();
        const receipt = { sku, location, quantity: 10, reason: 'Delivery', reference: 'DN-7' };
        expect(await store.receive(receipt, booking('key-of-the-receipt'))).toEqual({
          id: expect.any(String),
          kind: 'receipt',
          ...receipt,
          balance: 10,
          actor: 'tester',
          idempotencyKey: 'key-of-the-receipt',
          reservation: null,
          at: expect.stringMatching(/Z$/),
        });
        const issue = await store.issue({ sku, location, quantity: 4 }, booking());
        expect(issue).toMatchObject({ kind: 'issue', quantity: -4, balance: 6, reason: '' });
        const adjustment = { sku, location, quantity: -1, reason: 'Broken' };
        expect(await store.adjust(adjustment, booking())).toMatchObject({
          kind: 'adjustment',
          quantity: -1,
          balance: 5,
        });
        expect((await store.getItem(sku)).stock).toEqual({ onHand: 5, reserved: 0, available: 5 });
        await expectLedgerToAgree(sku);
      });

      test('counts at its own location only', async () => {
        const { sku, locations } = await given({ locations: 3 });
        for (const [index, location] of locations.entries()) {
          await store.receive({ sku, location, quantity: index + 1 }, booking());
        }
        expect(await all((page) => store.listLevels(sku, page))).toEqual(
          locations.map((location, index) => ({
            sku,
            location,
            onHand: index + 1,
            reserved: 0,
            available: index + 1,
          })),
        );
        await expectLedgerToAgree(sku);
      });

      test('never takes more than there is, and says what there is', async () => {
        const { sku, location } = await given({ onHand: 3 });
        const refused = {
          kind: 'insufficient-stock',
          facts: { sku, location, requested: 4, available: 3 },
          message: `4 of "${sku}" were asked for at "${location}" and 3 are available there. Ask for at most 3, or receive more first.`,
        };
        await expect(store.issue({ sku, location, quantity: 4 }, booking())).rejects.toMatchObject(
          refused,
        );
        await expect(
          store.adjust({ sku, location, quantity: -4, reason: 'Lost' }, booking()),
        ).rejects.toMatchObject(refused);
        expect((await store.listMovements({ sku }, { limit: 10 })).entries).toHaveLength(1);
        await expectLedgerToAgree(sku);
      });

      test('takes nothing where the item has never been', async () => {
        const { sku, location } = await given();
        await expect(store.issue({ sku, location, quantity: 1 }, booking())).rejects.toMatchObject({
          kind: 'insufficient-stock',
          facts: { available: 0 },
        });
      });

      test.for(['receive', 'issue'] as const)('names what is unknown: %s', async (operation) => {
        const { sku, location } = await given();
        await expect(
          store[operation]({ sku: 'NO-SUCH', location, quantity: 1 }, booking()),
        ).rejects.toMatchObject({ kind: 'unknown-sku', facts: { sku: 'NO-SUCH' } });
        await expect(
          store[operation]({ sku, location: 'NOWHERE', quantity: 1 }, booking()),
        ).rejects.toMatchObject({ kind: 'unknown-location', facts: { location: 'NOWHERE' } });
      });

      test('sells the last units once, however many ask at the same moment', async () => {
        const { sku, location } = await given({ onHand: 10 });
        const attempts = await Promise.allSettled(
          Array.from({ length: 40 }, () => store.issue({ sku, location, quantity: 1 }, booking())),
        );
        const sold = attempts.filter(({ status }) => status === 'fulfilled');
        expect(sold).toHaveLength(10);
        expect((await store.getItem(sku)).stock.onHand).toBe(0);
        await expectLedgerToAgree(sku);
      });
    });

    describe('a transfer', () => {
      test('is two movements under one key, and the total stays', async () => {
        const { sku, locations } = await given({ locations: 2, onHand: 10 });
        const [from = '', to = ''] = locations;
        const moved = { sku, from, to, quantity: 4, reason: 'Refill', reference: 'T-1' };
        const transfer = await store.transfer(moved, booking('transfer-1'));
        expect(transfer.out).toMatchObject({
          kind: 'transfer',
          location: from,
          quantity: -4,
          balance: 6,
          reason: 'Refill',
          reference: 'T-1',
          idempotencyKey: 'transfer-1',
        });
        expect(transfer.in).toMatchObject({
          kind: 'transfer',
          location: to,
          quantity: 4,
          balance: 4,
          idempotencyKey: 'transfer-1',
        });
        expect(await store.transfer(moved, booking('transfer-1'))).toEqual(transfer);
        expect((await store.getItem(sku)).stock.onHand).toBe(10);
        await expectLedgerToAgree(sku);
      });

      test('that cannot be made leaves both sides as they were', async () => {
        const { sku, locations } = await given({ locations: 2, onHand: 3 });
        const [from = '', to = ''] = locations;
        await expect(
          store.transfer({ sku, from, to, quantity: 4 }, booking()),
        ).rejects.toMatchObject({ kind: 'insufficient-stock', facts: { available: 3 } });
        await expect(
          store.transfer({ sku, from, to: 'NOWHERE', quantity: 1 }, booking()),
        ).rejects.toMatchObject({ kind: 'unknown-location', facts: { location: 'NOWHERE' } });
        await expect(
          store.transfer({ sku, from, to: from, quantity: 1 }, booking()),
        ).rejects.toMatchObject({ kind: 'same-location' });
        expect((await store.getItem(sku)).stock.onHand).toBe(3);
        await expectLedgerToAgree(sku);
      });

      test('and its return at the same moment never block each other', async () => {
        const { sku, locations } = await given({ locations: 2, onHand: 20 });
        const [one = '', other = ''] = locations;
        await store.transfer({ sku, from: one, to: other, quantity: 10 }, booking());
        await Promise.all(
          Array.from({ length: 10 }, (_, index) => {
            const [from, to] = index % 2 === 0 ? [one, other] : [other, one];
            return store.transfer({ sku, from, to, quantity: 1 }, booking());
          }),
        );
        await expectLedgerToAgree(sku);
      });
    });

    describe('a stock count', () => {
      test.for([
        [10, 8, -2],
        [10, 10, 0],
        [0, 3, 3],
      ] as const)('books %i against %i counted', async ([onHand, counted, difference]) => {
        const { sku, location } = await given({ onHand });
        const count = { sku, location, counted, reason: 'Yearly count' };
        expect(await store.count(count, booking())).toMatchObject({
          expected: onHand,
          counted,
          difference,
          movement: { kind: 'count', quantity: difference, balance: counted },
        });
        expect((await store.getItem(sku)).stock.onHand).toBe(counted);
        await expectLedgerToAgree(sku);
      });

      test('does not take away what is promised', async () => {
        const { sku, location } = await given({ onHand: 5 });
        await store.reserve({ lines: [{ sku, location, quantity: 3 }] }, booking());
        await expect(store.count({ sku, location, counted: 2 }, booking())).rejects.toMatchObject({
          kind: 'reserved-stock',
          facts: { counted: 2, reserved: 3 },
        });
        expect(await store.count({ sku, location, counted: 3 }, booking())).toMatchObject({
          difference: -2,
        });
      });
    });

    describe('a reservation', () => {
      const stockOf = async (sku: string) => (await store.getItem(sku)).stock;

      test('promises stock, and its confirmation issues it', async () => {
        const { sku, location } = await given({ onHand: 10 });
        const reservation = await store.reserve(
          { lines: [{ sku, location, quantity: 4 }], expiresInSeconds: 60, reference: 'ORDER-1' },
          booking(),
        );
        expect(reservation).toEqual({
          id: expect.any(String),
          status: 'active',
          lines: [{ sku, location, quantity: 4 }],
          reference: 'ORDER-1',
          actor: 'tester',
          createdAt: now.toISOString(),
          expiresAt: new Date(now.getTime() + 60_000).toISOString(),
          closedAt: null,
        });
        expect(await stockOf(sku)).toEqual({ onHand: 10, reserved: 4, available: 6 });
        await expect(store.issue({ sku, location, quantity: 7 }, booking())).rejects.toMatchObject({
          kind: 'insufficient-stock',
          facts: { available: 6 },
        });

        const confirmed = await store.confirm(reservation.id, booking());
        expect(confirmed).toEqual({
          ...reservation,
          status: 'confirmed',
          closedAt: now.toISOString(),
        });
        expect(await store.getReservation(reservation.id)).toEqual(confirmed);
        expect(await stockOf(sku)).toEqual({ onHand: 6, reserved: 0, available: 6 });
        const [movement] = (await store.listMovements({ sku }, { limit: 1 })).entries;
        expect(movement).toMatchObject({
          kind: 'issue',
          quantity: -4,
          balance: 6,
          reference: 'ORDER-1',
          reservation: reservation.id,
        });
        await expectLedgerToAgree(sku);
      });

      test('gives its stock free when it is released', async () => {
        const { sku, location } = await given({ onHand: 5 });
        const { id } = await store.reserve({ lines: [{ sku, location, quantity: 5 }] }, booking());
        expect(await store.release(id, booking())).toMatchObject({ status: 'released' });
        expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
      });

      test('takes all lines or none', async () => {
        const first = await given({ onHand: 5 });
        const second = await given({ onHand: 1 });
        const lines = [
          { sku: first.sku, location: first.location, quantity: 5 },
          { sku: second.sku, location: second.location, quantity: 2 },
        ];
        await expect(store.reserve({ lines }, booking())).rejects.toMatchObject({
          kind: 'insufficient-stock',
          facts: { sku: second.sku, requested: 2, available: 1 },
        });
        expect((await stockOf(first.sku)).reserved).toBe(0);
      });

      test('adds up lines of the same item at the same place', async () => {
        const { sku, location } = await given({ onHand: 5 });
        const lines = [
          { sku, location, quantity: 3 },
          { sku, location, quantity: 2 },
        ];
        const { id } = await store.reserve({ lines }, booking());
        expect((await stockOf(sku)).available).toBe(0);
        await store.confirm(id, booking());
        expect(await stockOf(sku)).toEqual({ onHand: 0, reserved: 0, available: 0 });
        await expectLedgerToAgree(sku);
      });

      test('is closed once: what comes later is told how', async () => {
        const { sku, location } = await given({ onHand: 5 });
        const { id } = await store.reserve({ lines: [{ sku, location, quantity: 2 }] }, booking());
        await store.confirm(id, booking('confirm-it', id));
        expect(await store.confirm(id, booking('confirm-it', id))).toMatchObject({
          status: 'confirmed',
        });
        for (const close of [store.confirm, store.release]) {
          await expect(close(id, booking())).rejects.toMatchObject({
            kind: 'reservation-closed',
            facts: { reservationStatus: 'confirmed' },
          });
        }
        expect((await stockOf(sku)).onHand).toBe(3);
      });

      test('confirmed and released at the same moment is one of both', async () => {
        const { sku, location } = await given({ onHand: 5 });
        const { id } = await store.reserve({ lines: [{ sku, location, quantity: 2 }] }, booking());
        const attempts = await Promise.allSettled([
          store.confirm(id, booking()),
          store.release(id, booking()),
          store.confirm(id, booking()),
        ]);
        expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const { status } = await store.getReservation(id);
        expect(await stockOf(sku)).toMatchObject({
          onHand: status === 'confirmed' ? 3 : 5,
          reserved: 0,
        });
      });

      test('expires by itself once its time is over, however many see to it', async () => {
        const { sku, location } = await given({ onHand: 5 });
        const lines = [{ sku, location, quantity: 2 }];
        const short = await store.reserve({ lines, expiresInSeconds: 10 }, booking());
        const long = await store.reserve({ lines, expiresInSeconds: 3600 }, booking());
        const before = now;
        now = new Date(now.getTime() + 10_000);
        try {
          await expect(store.confirm(short.id, booking())).rejects.toMatchObject({
            kind: 'reservation-closed',
            facts: { reservationStatus: 'expired' },
          });
          await Promise.all([store.expireReservations(100), store.expireReservations(100)]);
          expect(await store.getReservation(short.id)).toMatchObject({ status: 'expired' });
          expect(await store.getReservation(long.id)).toMatchObject({ status: 'active' });
          expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 2, available: 3 });
        } finally {
          now = before;
        }
      });

      test('is neither made of archived items nor of unknown ones', async () => {
        const { sku, location } = await given({ onHand: 5 });
        await store.updateItem(sku, { archived: true });
        const archived = { kind: 'archived-item', facts: { sku } };
        const lines = [{ sku, location, quantity: 1 }];
        await expect(store.reserve({ lines }, booking())).rejects.toMatchObject(archived);
        await expect(
          store.receive({ sku, location, quantity: 1 }, booking()),
        ).rejects.toMatchObject(archived);
        await store.issue({ sku, location, quantity: 5 }, booking());
        await expect(
          store.reserve({ lines: [{ sku: 'NO-SUCH', location, quantity: 1 }] }, booking()),
        ).rejects.toMatchObject({ kind: 'unknown-sku' });
      });

      test('is listed the newest first, by status', async () => {
        const { sku, location } = await given({ onHand: 5 });
        const lines = [{ sku, location, quantity: 1 }];
        const older = await store.reserve({ lines }, booking());
        const newer = await store.reserve({ lines }, booking());
        const idsOf = async (status?: ReservationStatus) =>
          (await all((page) => store.listReservations({ status }, page), 50)).map(({ id }) => id);
        expect((await idsOf()).slice(0, 2)).toEqual([newer.id, older.id]);
        await store.release(newer.id, booking());
        expect((await idsOf('active'))[0]).toBe(older.id);
        expect((await idsOf('released'))[0]).toBe(newer.id);
      });

      test('that is unknown is refused', async () => {
        const unknown = { kind: 'unknown-reservation', facts: { reservation: 'none' } };
        await expect(store.getReservation('none')).rejects.toMatchObject(unknown);
        await expect(store.confirm('none', booking())).rejects.toMatchObject(unknown);
        await expect(store.release('none', booking())).rejects.toMatchObject(unknown);
      });

      test('of lines that cross those of others comes to an end, all or nothing', async () => {
        const one = await given({ onHand: 10 });
        const other = await given({ onHand: 10 });
        const line = ({ sku, location }: typeof one) => ({ sku, location, quantity: 1 });
        const attempts = await Promise.allSettled(
          Array.from({ length: 30 }, (_, index) => {
            const lines = [line(one), line(other)];
            return store.reserve({ lines: index % 2 ? lines : lines.reverse() }, booking());
          }),
        );
        expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
        for (const attempt of attempts) {
          if (attempt.status === 'rejected') {
            expect(attempt.reason).toMatchObject({ kind: 'insufficient-stock' });
          }
        }
        expect(await stockOf(one.sku)).toEqual({ onHand: 10, reserved: 10, available: 0 });
        expect(await stockOf(other.sku)).toEqual({ onHand: 10, reserved: 10, available: 0 });
      });
    });

    describe('a report', () => {
      test('of low stock says what to order', async () => {
        const { sku, location } = await given({ onHand: 10 });
        const low = async () =>
          (await all((page) => store.listLowStock(page), 100)).find((item) => item.sku === sku);
        expect(await low()).toBeUndefined();
        await store.updateItem(sku, { reorderPoint: 8, reorderQuantity: 5 });
        expect(await low()).toBeUndefined();
        await store.reserve({ lines: [{ sku, location, quantity: 8 }] }, booking());
        expect(await low()).toEqual({
          sku,
          name: `Item ${sku}`,
          unit: 'piece',
          available: 2,
          reorderPoint: 8,
          reorderQuantity: 5,
          suggestedOrder: 10,
        });
        await store.receive({ sku, location, quantity: 7 }, booking());
        expect(await low()).toBeUndefined();
      });

      test('of the value counts what is on hand, per currency', async () => {
        const valueIn = async (currency: string) =>
          (await store.valuation()).find((value) => value.currency === currency);
        for (const [onHand, amount] of [
          [3, 250],
          [2, 1000],
          [0, 9999],
        ] as const) {
          const { sku } = await given({ onHand });
          await store.updateItem(sku, { price: { amount, currency: 'XTS' } });
        }
        expect(await valueIn('XTS')).toEqual({ currency: 'XTS', amount: 2750, items: 2, units: 5 });
      });

      test('of totals adds up', async () => {
        const before = await store.totals();
        const { sku, location } = await given({ onHand: 10 });
        await store.updateItem(sku, { reorderPoint: 20 });
        await store.reserve({ lines: [{ sku, location, quantity: 4 }] }, booking());
        const after = await store.totals();
        const added = Object.fromEntries(
          Object.entries(after).map(([name, value]) => [
            name,
            value - before[name as keyof typeof before],
          ]),
        );
        expect(added).toEqual({
          items: 1,
          archivedItems: 0,
          locations: 1,
          onHand: 10,
          reserved: 4,
          available: 6,
          lowStock: 1,
          activeReservations: 1,
        });
      });
    });

    describe('an idempotency key', () => {
      test('is applied once and answered alike', async () => {
        const { sku, location } = await given();
        const receipt = { sku, location, quantity: 5 };
        const key = unique();
        const first = await store.receive(receipt, booking(key));
        await store.issue({ sku, location, quantity: 1 }, booking());
        expect(await store.receive(receipt, booking(key))).toEqual(first);
        expect((await store.getItem(sku)).stock.onHand).toBe(4);
      });

      test('is applied once when its repeats come at the same moment', async () => {
        const { sku, location } = await given({ onHand: 1 });
        const key = unique();
        const answers = await Promise.all(
          Array.from({ length: 5 }, () =>
            store.issue({ sku, location, quantity: 1 }, booking(key)),
          ),
        );
        expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
        await expectLedgerToAgree(sku);
      });

      test('of another request is refused, and nothing changes', async () => {
        const { sku, location } = await given();
        const key = unique();
        await store.receive({ sku, location, quantity: 5 }, booking(key, 'one'));
        await expect(
          store.receive({ sku, location, quantity: 6 }, booking(key, 'other')),
        ).rejects.toMatchObject({ kind: 'idempotency-key-reused' });
        expect((await store.getItem(sku)).stock.onHand).toBe(5);
      });

      test('of a refused request can be tried again', async () => {
        const { sku, location } = await given();
        const key = unique();
        const issue = { sku, location, quantity: 1 };
        await expect(store.issue(issue, booking(key))).rejects.toMatchObject({
          kind: 'insufficient-stock',
        });
        await store.receive({ sku, location, quantity: 1 }, booking());
        expect(await store.issue(issue, booking(key))).toMatchObject({ balance: 0 });
      });
    });

    describe('the ledger', () => {
      test('is listed the newest first, page by page, each movement once', async () => {
        const { sku, location } = await given();
        for (let quantity = 1; quantity <= 5; quantity += 1) {
          await store.receive({ sku, location, quantity }, booking());
        }
        const listed = await all((page) => store.listMovements({ sku }, page));
        expect(listed.map(({ quantity }) => quantity)).toEqual([5, 4, 3, 2, 1]);
        expect(new Set(listed.map(({ id }) => id)).size).toBe(5);
      });

      test('is filtered by location, kind and time', async () => {
        const { sku, locations } = await given({ locations: 2 });
        const [here = '', there = ''] = locations;
        await store.receive({ sku, location: here, quantity: 10 }, booking());
        const { at } = await store.issue({ sku, location: here, quantity: 1 }, booking());
        await store.transfer({ sku, from: here, to: there, quantity: 2 }, booking());
        const quantities = async (filter: MovementFilter) =>
          (await all((page) => store.listMovements(filter, page))).map(({ quantity }) => quantity);
        expect(await quantities({ location: there })).toEqual([2]);
        expect(await quantities({ location: here })).toEqual([-2, -1, 10]);
        expect(await quantities({ sku, kind: 'issue' })).toEqual([-1]);
        expect(await quantities({ sku, until: new Date(at) })).not.toContain(-1);
        expect(await quantities({ sku, since: new Date(at) })).toContain(-1);
        expect(await quantities({ sku, since: new Date('2100-01-01T00:00:00Z') })).toEqual([]);
      });

      test('of an unknown item is refused', async () => {
        await expect(store.listMovements({ sku: 'NO-SUCH' }, { limit: 1 })).rejects.toMatchObject({
          kind: 'unknown-sku',
        });
        await expect(store.listLevels('NO-SUCH', { limit: 1 })).rejects.toMatchObject({
          kind: 'unknown-sku',
        });
      });
    });

    describe('the feed', () => {
      test('tells each movement once, in order, after any position', async () => {
        const { sku, location } = await given();
        const start = await store.feedEnd();
        expect(await store.readFeed(start, 10)).toEqual([]);
        const written: string[] = [];
        for (let quantity = 1; quantity <= 5; quantity += 1) {
          written.push((await store.receive({ sku, location, quantity }, booking())).id);
        }
        const told = await store.readFeed(start, 10);
        expect(told.map(({ movement }) => movement.id)).toEqual(written);
        const resumed = await store.readFeed(told[1]?.position ?? '', 2);
        expect(resumed).toEqual(told.slice(2, 4));
        expect(await store.feedEnd()).toBe(told.at(-1)?.position);
      });

      test('leaves nothing out that is written at the same moment', async () => {
        const places = [await given(), await given(), await given()];
        let position = await store.feedEnd();
        const told: string[] = [];
        let writing = true;
        const reader = async () => {
          for (;;) {
            const last = !writing;
            const entries = await store.readFeed(position, 3);
            told.push(...entries.map(({ movement }) => movement.id));
            position = entries.at(-1)?.position ?? position;
            if (last && entries.length === 0) return;
          }
        };
        const reading = reader();
        const written = await Promise.all(
          Array.from({ length: 30 }, (_, index) =>
            store.receive({ sku: '', location: '', ...places[index % 3], quantity: 1 }, booking()),
          ),
        );
        writing = false;
        await reading;
        expect(told.toSorted()).toEqual(written.map(({ id }) => id).toSorted());
      });

      test('refuses a position that is none', async () => {
        await expect(store.readFeed('nonsense', 1)).rejects.toMatchObject({
          kind: 'malformed-cursor',
        });
      });
    });

    test.for([
      'nonsense',
      Buffer.from('[]').toString('base64url'),
      Buffer.from('["items"]').toString('base64url'),
      Buffer.from('["items", 5]').toString('base64url'),
      Buffer.from('["locations", "A"]').toString('base64url'),
      Buffer.from('{"0": "items"}').toString('base64url'),
    ])('a cursor that is none of the list is refused: %s', async (cursor) => {
      await expect(store.listItems({}, { limit: 1, cursor })).rejects.toMatchObject({
        kind: 'malformed-cursor',
      });
    });

    test('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
}
