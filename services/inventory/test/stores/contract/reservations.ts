import type { ReservationStatus } from '@stockroom/client/contract';
import { describe, expect } from 'vitest';
import { context } from '../../fixtures/unique.ts';
import { all, type ContractTest } from './contract-test.ts';

/** The life of reservations. */
export function reservationContract(contractTest: ContractTest): void {
  describe('a reservation', () => {
    const test = contractTest.extend(
      'stockOf',
      ({ store }) =>
        async (sku: string) =>
          (await store.getItem(sku)).stock,
    );

    test('reserves stock, and its confirmation issues it', async ({
      store,
      given,
      expectLedgerToAgree,
      clock,
      stockOf,
    }) => {
      const { sku, location } = await given({ onHand: 10 });
      const reservation = await store.reserve(
        { lines: [{ sku, location, quantity: 4 }], expiresInSeconds: 60, reference: 'ORDER-1' },
        context(),
      );
      expect(reservation).toEqual({
        id: expect.any(String),
        status: 'active',
        lines: [{ sku, location, quantity: 4 }],
        reference: 'ORDER-1',
        actor: 'tester',
        createdAt: clock.now.toISOString(),
        expiresAt: new Date(clock.now.getTime() + 60_000).toISOString(),
        closedAt: null,
      });
      expect(await stockOf(sku)).toEqual({ onHand: 10, reserved: 4, available: 6 });
      await expect(store.issue({ sku, location, quantity: 7 }, context())).rejects.toMatchObject({
        kind: 'insufficient-stock',
        details: { available: 6 },
      });

      const confirmed = await store.confirm(reservation.id, context());
      expect(confirmed).toEqual({
        ...reservation,
        status: 'confirmed',
        closedAt: clock.now.toISOString(),
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

    test('makes its stock available when it is released', async ({ store, given, stockOf }) => {
      const { sku, location } = await given({ onHand: 5 });
      const { id } = await store.reserve({ lines: [{ sku, location, quantity: 5 }] }, context());
      expect(await store.release(id, context())).toMatchObject({ status: 'released' });
      expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    });

    test('reserves all lines or none', async ({ store, given, stockOf }) => {
      const first = await given({ onHand: 5 });
      const second = await given({ onHand: 1 });
      const lines = [
        { sku: first.sku, location: first.location, quantity: 5 },
        { sku: second.sku, location: second.location, quantity: 2 },
      ];
      await expect(store.reserve({ lines }, context())).rejects.toMatchObject({
        kind: 'insufficient-stock',
        details: { sku: second.sku, requested: 2, available: 1 },
      });
      expect((await stockOf(first.sku)).reserved).toBe(0);
    });

    test('sums lines of the same item and location', async ({
      store,
      given,
      expectLedgerToAgree,
      stockOf,
    }) => {
      const { sku, location } = await given({ onHand: 5 });
      const lines = [
        { sku, location, quantity: 3 },
        { sku, location, quantity: 2 },
      ];
      const { id } = await store.reserve({ lines }, context());
      expect((await stockOf(sku)).available).toBe(0);
      await store.confirm(id, context());
      expect(await stockOf(sku)).toEqual({ onHand: 0, reserved: 0, available: 0 });
      await expectLedgerToAgree(sku);
    });

    test('is closed once, and later commands get its status', async ({ store, given, stockOf }) => {
      const { sku, location } = await given({ onHand: 5 });
      const { id } = await store.reserve({ lines: [{ sku, location, quantity: 2 }] }, context());
      await store.confirm(id, context('confirm-it', id));
      expect(await store.confirm(id, context('confirm-it', id))).toMatchObject({
        status: 'confirmed',
      });
      for (const close of [store.confirm, store.release]) {
        await expect(close(id, context())).rejects.toMatchObject({
          kind: 'reservation-closed',
          details: { reservationStatus: 'confirmed' },
        });
      }
      expect((await stockOf(sku)).onHand).toBe(3);
    });

    test('that is confirmed and released concurrently is one of both', async ({
      store,
      given,
      stockOf,
    }) => {
      const { sku, location } = await given({ onHand: 5 });
      const { id } = await store.reserve({ lines: [{ sku, location, quantity: 2 }] }, context());
      const attempts = await Promise.allSettled([
        store.confirm(id, context()),
        store.release(id, context()),
        store.confirm(id, context()),
      ]);
      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const { status } = await store.getReservation(id);
      expect(await stockOf(sku)).toMatchObject({
        onHand: status === 'confirmed' ? 3 : 5,
        reserved: 0,
      });
    });

    test('expires once, however many instances expire it', async ({
      store,
      given,
      clock,
      stockOf,
    }) => {
      const { sku, location } = await given({ onHand: 5 });
      const lines = [{ sku, location, quantity: 2 }];
      const short = await store.reserve({ lines, expiresInSeconds: 10 }, context());
      const long = await store.reserve({ lines, expiresInSeconds: 3600 }, context());
      const before = clock.now;
      clock.now = new Date(clock.now.getTime() + 10_000);
      try {
        await expect(store.confirm(short.id, context())).rejects.toMatchObject({
          kind: 'reservation-closed',
          details: { reservationStatus: 'expired' },
        });
        await Promise.all([store.expireReservations(100), store.expireReservations(100)]);
        expect(await store.getReservation(short.id)).toMatchObject({ status: 'expired' });
        expect(await store.getReservation(long.id)).toMatchObject({ status: 'active' });
        expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 2, available: 3 });
      } finally {
        clock.now = before;
      }
    });

    test('cannot contain archived or unknown items', async ({ store, given }) => {
      const { sku, location } = await given({ onHand: 5 });
      await store.updateItem(sku, { archived: true });
      const archived = { kind: 'archived-item', details: { sku } };
      const lines = [{ sku, location, quantity: 1 }];
      await expect(store.reserve({ lines }, context())).rejects.toMatchObject(archived);
      await expect(store.receive({ sku, location, quantity: 1 }, context())).rejects.toMatchObject(
        archived,
      );
      await store.issue({ sku, location, quantity: 5 }, context());
      await expect(
        store.reserve({ lines: [{ sku: 'NO-SUCH', location, quantity: 1 }] }, context()),
      ).rejects.toMatchObject({ kind: 'unknown-sku' });
    });

    test('is listed newest first, by status', async ({ store, given }) => {
      const { sku, location } = await given({ onHand: 5 });
      const lines = [{ sku, location, quantity: 1 }];
      const older = await store.reserve({ lines }, context());
      const newer = await store.reserve({ lines }, context());
      const idsOf = async (status?: ReservationStatus) =>
        (await all((page) => store.listReservations({ status }, page), 50)).map(({ id }) => id);
      expect((await idsOf()).slice(0, 2)).toEqual([newer.id, older.id]);
      await store.release(newer.id, context());
      expect((await idsOf('active'))[0]).toBe(older.id);
      expect((await idsOf('released'))[0]).toBe(newer.id);
    });

    test('that is unknown is rejected', async ({ store }) => {
      const unknown = { kind: 'unknown-reservation', details: { reservation: 'none' } };
      await expect(store.getReservation('none')).rejects.toMatchObject(unknown);
      await expect(store.confirm('none', context())).rejects.toMatchObject(unknown);
      await expect(store.release('none', context())).rejects.toMatchObject(unknown);
    });

    test('with lines that cross those of others completes, all or nothing', async ({
      store,
      given,
      stockOf,
    }) => {
      const one = await given({ onHand: 10 });
      const other = await given({ onHand: 10 });
      const line = ({ sku, location }: typeof one) => ({ sku, location, quantity: 1 });
      const attempts = await Promise.allSettled(
        Array.from({ length: 30 }, (_, index) => {
          const lines = [line(one), line(other)];
          return store.reserve({ lines: index % 2 ? lines : lines.reverse() }, context());
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
}
