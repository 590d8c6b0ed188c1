import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import type { StockStore } from '../../src/stores/stock-store.ts';
import { context, unique } from '../fixtures/unique.ts';
import { type Operation, PlainModel, reservationSeconds } from './plain-model.ts';

/** All of them in complete runs, fewer in interactive ones. */
const sequences = process.env.STOCKROOM_REQUIRE_ALL
  ? { inOrder: 600, atOnce: 400 }
  : { inOrder: 20, atOnce: 10 };

const timeout = 600_000;

const itemCount = 2;
const locationCount = 2;

/**
 * Compares a store with the plain model: random sequences of operations, sequentially and
 * concurrently.
 */
export function storeModel(
  adapter: string,
  open: (clock: () => Date) => Promise<StockStore>,
): void {
  describe(`${adapter} against the plain model`, () => {
    let store: StockStore;
    let now = new Date('2030-01-01T00:00:00Z');

    beforeAll(async () => {
      store = await open(() => now);
    });
    afterAll(() => store.close());

    test(`${sequences.inOrder} sequences of operations have the same result`, {
      timeout,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 20 }), async (operations) => {
          const world = await makeWorld(store);
          const model = new PlainModel();
          for (const each of operations) {
            if (each.kind === 'wait') now = new Date(now.getTime() + each.seconds * 1000);
            const expected = model.apply(round(each, model.reservations.length));
            expect(await world.perform(each), JSON.stringify(each)).toBe(expected);
          }
          await world.expectToBeSound();
          for (const [place, { onHand, reserved }] of model.levels) {
            const [item, location] = place.split('/').map(Number);
            expect(await world.level(item ?? 0, location ?? 0)).toMatchObject({ onHand, reserved });
          }
        }),
        { numRuns: sequences.inOrder },
      );
    });

    test(`${sequences.atOnce} concurrent sequences keep the ledger consistent`, {
      timeout,
    }, async () => {
      const several = fc.array(fc.array(operation, { minLength: 1, maxLength: 6 }), {
        minLength: 2,
        maxLength: 5,
      });
      await fc.assert(
        fc.asyncProperty(several, async (callers) => {
          const world = await makeWorld(store);
          for (let item = 0; item < itemCount; item += 1) {
            await world.perform({ kind: 'receive', item, location: 0, quantity: 5 });
          }
          await Promise.all(
            callers.map(async (operations) => {
              for (const each of operations) {
                if (each.kind !== 'wait') await world.perform(each);
              }
            }),
          );
          await world.expectToBeSound();
        }),
        { numRuns: sequences.atOnce },
      );
    });
  });
}

const item = fc.nat(itemCount - 1);
const location = fc.nat(locationCount - 1);
const quantity = fc.integer({ min: 1, max: 6 });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('receive'), item, location, quantity }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('issue'), item, location, quantity }) },
  fc.record({
    kind: fc.constant('adjust'),
    item,
    location,
    quantity: fc.integer({ min: -6, max: 6 }),
  }),
  fc.record({ kind: fc.constant('count'), item, location, counted: fc.nat(8) }),
  fc.record({ kind: fc.constant('transfer'), item, from: location, to: location, quantity }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('reserve'),
      lines: fc.array(fc.record({ item, location, quantity }), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('confirm', 'release'), reservation: fc.nat(9) }),
  },
  fc.record({ kind: fc.constant('wait'), seconds: fc.constantFrom(1, reservationSeconds) }),
);

/** Refers to one of the reservations that were made, if any. */
const round = (each: Operation, made: number): Operation =>
  'reservation' in each && made > 0 ? { ...each, reservation: each.reservation % made } : each;

/** A few new items and locations in a shared store. */
async function makeWorld(store: StockStore) {
  const name = unique('MODEL');
  const sku = (number: number) => `${name}-ITEM-${number}`;
  const code = (number: number) => `${name}-PLACE-${number}`;
  const reservations: string[] = [];
  for (let number = 0; number < itemCount; number += 1) {
    await store.createItem({ sku: sku(number), name });
  }
  for (let number = 0; number < locationCount; number += 1) {
    await store.createLocation({ code: code(number), name });
  }

  /** Applies an operation twice under one key; returns `done` or the kind of the error. */
  async function perform(given: Operation): Promise<string> {
    const each = round(given, reservations.length);
    if (each.kind === 'wait') {
      await store.expireReservations(1_000);
      return 'done';
    }
    const once = context(undefined, JSON.stringify(each));
    try {
      const result = await send(each, once);
      expect(await send(each, once)).toEqual(result);
      if (each.kind === 'reserve') reservations.push((result as { id: string }).id);
      return 'done';
    } catch (error) {
      if (error instanceof DomainError) return error.kind;
      throw error;
    }
  }

  function send(each: Exclude<Operation, { kind: 'wait' }>, once: ReturnType<typeof context>) {
    switch (each.kind) {
      case 'receive':
      case 'issue':
        return store[each.kind](
          { sku: sku(each.item), location: code(each.location), quantity: each.quantity },
          once,
        );
      case 'adjust':
        return store.adjust(
          {
            sku: sku(each.item),
            location: code(each.location),
            quantity: each.quantity,
            reason: 'model',
          },
          once,
        );
      case 'count':
        return store.count(
          { sku: sku(each.item), location: code(each.location), counted: each.counted },
          once,
        );
      case 'transfer':
        return store.transfer(
          {
            sku: sku(each.item),
            from: code(each.from),
            to: code(each.to),
            quantity: each.quantity,
          },
          once,
        );
      case 'reserve':
        return store.reserve(
          {
            lines: each.lines.map((line) => ({
              sku: sku(line.item),
              location: code(line.location),
              quantity: line.quantity,
            })),
            expiresInSeconds: reservationSeconds,
          },
          once,
        );
      case 'confirm':
      case 'release':
        return store[each.kind](reservations[each.reservation] ?? 'none', once);
    }
  }

  async function level(item: number, location: number) {
    const { entries } = await store.listLevels(sku(item), { limit: 10 });
    return entries.find((each) => each.location === code(location)) ?? { onHand: 0, reserved: 0 };
  }

  /** The invariants: levels are the ledger's sum and cover the reserved stock. */
  async function expectToBeSound(): Promise<void> {
    const promised = new Map<string, number>();
    for (const id of reservations) {
      const reservation = await store.getReservation(id);
      if (reservation.status !== 'active') continue;
      for (const line of reservation.lines) {
        const place = `${line.sku} ${line.location}`;
        promised.set(place, (promised.get(place) ?? 0) + line.quantity);
      }
    }
    for (let number = 0; number < itemCount; number += 1) {
      const { entries: levels } = await store.listLevels(sku(number), { limit: 10 });
      const { entries: movements } = await store.listMovements(
        { sku: sku(number) },
        { limit: 200 },
      );
      for (const { location, onHand, reserved, available } of levels) {
        const here = movements.filter((movement) => movement.location === location);
        expect(here.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(onHand);
        expect(reserved).toBe(promised.get(`${sku(number)} ${location}`) ?? 0);
        expect(available).toBe(onHand - reserved);
        expect(available).toBeGreaterThanOrEqual(0);
        // The balance of every movement is correct.
        let balance = 0;
        for (const movement of here.toReversed()) {
          balance += movement.quantity;
          expect(movement.balance).toBe(balance);
        }
      }
      const { stock } = await store.getItem(sku(number));
      const sum = (name: 'onHand' | 'reserved') =>
        levels.reduce((total, each) => total + each[name], 0);
      expect(stock).toMatchObject({ onHand: sum('onHand'), reserved: sum('reserved') });
    }
  }

  return { perform, level, expectToBeSound };
}
