import type { Reservation, ReservationLine, StockLevel } from '@stockroom/client/contract';
import { ObjectId } from 'mongodb';
import { decodeCursor, text } from '../../domain/cursor.ts';
import { refusals } from '../../domain/refusal.ts';
import { changesOf, effects } from '../../domain/reservation-effect.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import type { ReservationDocument } from './documents.ts';
import { changeLevels, holdItems, requireActive } from './levels.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { record } from './movements.ts';
import { once, type Transaction } from './once.ts';

type ReservationStore = Pick<
  StockStore,
  'reserve' | 'getReservation' | 'listReservations' | 'confirm' | 'release' | 'expireReservations'
>;

/** Reservations in MongoDB, with the time as the clock says. */
export function reservationStore(database: MongoDatabase, clock: () => Date): ReservationStore {
  return {
    reserve: ({ lines, expiresInSeconds = 900, reference = '' }, booking) =>
      once(
        database,
        booking,
        skusOf(lines),
        (transaction) => holdItems(transaction, skusOf(lines)),
        async (transaction, held) => {
          requireActive(held);
          await changeLevels(transaction, held, changesOf(lines, effects.reserve));
          const now = clock();
          const document: ReservationDocument = {
            _id: new ObjectId().toHexString(),
            status: 'active',
            lines,
            reference,
            actor: booking.actor,
            createdAt: now,
            expiresAt: new Date(now.getTime() + expiresInSeconds * 1000),
            closedAt: null,
          };
          const { reservations, session } = transaction;
          await reservations.insertOne(document, { session });
          return reservationOf(document);
        },
      ),

    async getReservation(id) {
      const document = await database.run(({ reservations }) => reservations.findOne({ _id: id }));
      if (!document) throw refusals.unknownReservation(id);
      return reservationOf(document);
    },

    async listReservations({ status }, { limit, cursor }) {
      const [before] = cursor ? decodeCursor('reservations', cursor, [text]) : [afterAll];
      const documents = await database.run(({ reservations }) =>
        reservations
          .find({ ...(status === undefined ? {} : { status }), _id: { $lt: before } })
          .sort({ _id: -1 })
          .limit(limit + 1)
          .batchSize(limit + 2)
          .toArray(),
      );
      return pageOf('reservations', documents, limit, reservationOf, ({ _id }) => [_id]);
    },

    confirm: async (id, booking) =>
      once(
        database,
        booking,
        await lanesOf(id),
        (transaction) => hold(transaction, id),
        async (transaction, { reservation, held }) => {
          requireOpen(reservation);
          if (reservation.expiresAt <= clock()) throw refusals.reservationClosed(id, 'expired');
          const changes = changesOf(reservation.lines, effects.confirm);
          const levels = await changeLevels(transaction, held, changes);
          const movements = changes.map((change) => ({
            kind: 'issue' as const,
            sku: change.sku,
            location: change.location,
            quantity: change.onHand,
            balance: balanceAt(levels, change),
            reference: reservation.reference,
            reservation: id,
          }));
          await record(transaction, held, booking, movements);
          return close(transaction, reservation, 'confirmed');
        },
      ),

    release: async (id, booking) =>
      once(
        database,
        booking,
        await lanesOf(id),
        (transaction) => hold(transaction, id),
        async (transaction, { reservation, held }) => {
          requireOpen(reservation);
          const changes = changesOf(reservation.lines, effects.release);
          await changeLevels(transaction, held, changes);
          return close(transaction, reservation, 'released');
        },
      ),

    async expireReservations(limit) {
      const due = await database.run(({ reservations }) =>
        reservations
          .find({ status: 'active', expiresAt: { $lte: clock() } }, { projection: { lines: 1 } })
          .sort({ expiresAt: 1 })
          .limit(limit)
          .batchSize(limit + 1)
          .toArray(),
      );
      let expired = 0;
      for (const { _id, lines } of due) if (await expire(_id, skusOf(lines))) expired += 1;
      return expired;
    },
  };

  /** Whether it was this call that closed it; another instance may have been faster. */
  function expire(id: string, skus: readonly string[]): Promise<boolean> {
    return database.transaction(skus, async (collections, session) => {
      const transaction = { ...collections, session };
      const { reservation, held } = await hold(transaction, id);
      if (reservation.status !== 'active') return false;
      await changeLevels(transaction, held, changesOf(reservation.lines, effects.release));
      await close(transaction, reservation, 'expired');
      return true;
    });
  }

  /** A reservation's lines never change, so they may be read before. */
  async function lanesOf(id: string): Promise<string[]> {
    const document = await database.run(({ reservations }) => reservations.findOne({ _id: id }));
    if (!document) throw refusals.unknownReservation(id);
    return skusOf(document.lines);
  }

  async function close(
    { reservations, session }: Transaction,
    reservation: ReservationDocument,
    status: Reservation['status'],
  ): Promise<Reservation> {
    const closed = { status, closedAt: clock() };
    await reservations.updateOne({ _id: reservation._id }, { $set: closed }, { session });
    return reservationOf({ ...reservation, ...closed });
  }
}

/** Takes a reservation and its items: by a write, so that whoever closes it is alone with it. */
async function hold(transaction: Transaction, id: string) {
  const { reservations, session } = transaction;
  const reservation = await reservations.findOneAndUpdate(
    { _id: id },
    { $inc: { turns: 1 } },
    { session, returnDocument: 'after' },
  );
  if (!reservation) throw refusals.unknownReservation(id);
  return { reservation, held: await holdItems(transaction, skusOf(reservation.lines)) };
}

function requireOpen({ _id, status }: ReservationDocument): void {
  if (status !== 'active') throw refusals.reservationClosed(_id, status);
}

const skusOf = (lines: readonly ReservationLine[]): string[] => lines.map(({ sku }) => sku);

const balanceAt = (
  levels: readonly StockLevel[],
  place: { sku: string; location: string },
): number =>
  levels.find(({ sku, location }) => sku === place.sku && location === place.location)?.onHand ?? 0;

/** Sorts behind every id. */
const afterAll = 'z';

const reservationOf = (document: ReservationDocument): Reservation => ({
  id: document._id,
  status: document.status,
  lines: document.lines,
  reference: document.reference,
  actor: document.actor,
  createdAt: document.createdAt.toISOString(),
  expiresAt: document.expiresAt.toISOString(),
  closedAt: document.closedAt?.toISOString() ?? null,
});
