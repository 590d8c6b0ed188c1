import { describe, expect } from 'vitest';
import { unique } from '../../fixtures/unique.ts';
import { all, type ContractTest } from './contract-test.ts';

/** Warehouses and bins. */
export function locationContract(test: ContractTest): void {
  describe('locations', () => {
    test('are warehouses and the bins in them', async ({ store }) => {
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
      ).rejects.toMatchObject({ kind: 'not-a-warehouse', details: { location: bin } });
      await expect(
        store.createLocation({ code: unique('BIN'), name: 'Lost', parent: 'NOWHERE' }),
      ).rejects.toMatchObject({ kind: 'unknown-location' });
    });

    test('are created once and listed by code', async ({ store, given }) => {
      const { locations } = await given({ locations: 3 });
      const listed = await all((page) => store.listLocations({}, page), 50);
      const codes = listed.map(({ code }) => code);
      expect(codes.filter((code) => locations.includes(code))).toEqual(locations);
      expect(codes).toEqual([...codes].sort());
      const [code = ''] = locations;
      await expect(store.createLocation({ code, name: 'Again' })).rejects.toMatchObject({
        kind: 'duplicate-location',
        details: { location: code },
      });
    });
  });
}
