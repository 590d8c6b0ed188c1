import type { Reservation } from '@stockroom/client/contract';
import { ObjectId } from 'mongodb';
import { decodeCursor, text } from '../../domain/cursor.ts';
import { domainErrors } from '../../domain/errors.ts';
import type { ReservationDraft } from '../../domain/unit-of-work.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import type { Collections, ReservationDocument } from './documents.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';

type ReservationStore = Pick<StockStore, 'getReservation' | 'listReservations'>;

/** Reservations in MongoDB. */
export function reservationStore(database: MongoDatabase): ReservationStore {
  return {
    getReservation: (id) => database.run((collections) => requireReservation(collections, id)),

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
  };
}

/** @throws DomainError `unknown-reservation` */
export async function requireReservation(
  { reservations }: Collections,
  id: string,
): Promise<Reservation> {
  const document = await reservations.findOne({ _id: id });
  if (!document) throw domainErrors.unknownReservation(id);
  return reservationOf(document);
}

/** Expired active reservations, oldest first. */
export async function findExpired(
  { reservations }: Collections,
  now: Date,
  limit: number,
): Promise<Reservation[]> {
  const documents = await reservations
    .find({ status: 'active', expiresAt: { $lte: now } })
    .sort({ expiresAt: 1 })
    .limit(limit)
    .batchSize(limit + 1)
    .toArray();
  return documents.map(reservationOf);
}

/**
 * Locks a reservation by writing to it, so that only one command closes it.
 *
 * @throws DomainError `unknown-reservation`
 */
export async function lockReservation(
  { reservations, session }: Transaction,
  id: string,
): Promise<Reservation> {
  const document = await reservations.findOneAndUpdate(
    { _id: id },
    { $inc: { turns: 1 } },
    { session, returnDocument: 'after' },
  );
  if (!document) throw domainErrors.unknownReservation(id);
  return reservationOf(document);
}

export async function insertReservation(
  { reservations, session }: Transaction,
  { lines, ...draft }: ReservationDraft,
): Promise<Reservation> {
  const document: ReservationDocument = {
    _id: new ObjectId().toHexString(),
    status: 'active',
    lines: [...lines],
    ...draft,
    closedAt: null,
  };
  await reservations.insertOne(document, { session });
  return reservationOf(document);
}

export async function closeReservation(
  { reservations, session }: Transaction,
  id: string,
  status: Reservation['status'],
  closedAt: Date,
): Promise<void> {
  await reservations.updateOne({ _id: id }, { $set: { status, closedAt } }, { session });
}

/** Sorts after every id. */
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
