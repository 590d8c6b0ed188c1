import type { ClientSession } from 'mongodb';
import { refusals } from '../../domain/refusal.ts';
import type { Booking } from '../stock-store.ts';
import type { Collections } from './documents.ts';
import { isDuplicate, type MongoDatabase } from './mongo-database.ts';

/** The collections and the session of a transaction. */
export interface Transaction extends Collections {
  readonly session: ClientSession;
}

/**
 * Does the work of a booking in one transaction, once for its idempotency key. A repeat gets the
 * first answer. Work that fails leaves no trace of the key, so that it can be tried again.
 *
 * @param lanes names of what the booking changes (see `MongoDatabase.transaction`)
 * @param hold takes what the booking changes, by writing to it; two bookings of the same things
 * take turns there, and whoever comes second sees the key of the first
 * @param work decides and changes; it runs only where the key is new
 * @throws Refusal `idempotency-key-reused` where the key belongs to another request
 */
export async function once<Held, Answer>(
  database: MongoDatabase,
  booking: Booking,
  lanes: readonly string[],
  hold: (transaction: Transaction) => Promise<Held>,
  work: (transaction: Transaction, held: Held) => Promise<Answer>,
): Promise<Answer> {
  const { idempotencyKey: key, fingerprint } = booking;
  try {
    return await database.transaction(lanes, async (collections, session) => {
      const transaction = { ...collections, session };
      const held = await hold(transaction);
      const first = await collections.requests.findOne({ _id: key }, { session });
      if (first) return firstAnswer<Answer>(first, booking);
      const answer = await work(transaction, held);
      await collections.requests.insertOne(
        { _id: key, fingerprint, answer, at: new Date() },
        { session },
      );
      return answer;
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // The key was used for other things at the same moment.
    const first = await database.run(({ requests }) => requests.findOne({ _id: key }));
    if (!first) throw error;
    return firstAnswer<Answer>(first, booking);
  }
}

/**
 * Does the work of several bookings in one transaction, each once for its idempotency key: all of
 * them or none. Those that were done before are passed over.
 *
 * @param lanes names of what they change
 * @param hold takes what they change (see `once`)
 * @param work is given the bookings that are new, and answers each of them
 * @throws Refusal `idempotency-key-reused`
 */
export async function onceEach<Held, Booked extends { readonly booking: Booking }>(
  database: MongoDatabase,
  all: readonly Booked[],
  lanes: readonly string[],
  hold: (transaction: Transaction) => Promise<Held>,
  work: (transaction: Transaction, held: Held, fresh: readonly Booked[]) => Promise<unknown[]>,
): Promise<void> {
  const keys = all.map(({ booking }) => booking.idempotencyKey);
  await database.transaction(lanes, async (collections, session) => {
    const transaction = { ...collections, session };
    const held = await hold(transaction);
    const done = await collections.requests.find({ _id: { $in: keys } }, { session }).toArray();
    const first = new Map(done.map((request) => [request._id, request]));
    const fresh = all.filter(({ booking }) => {
      const request = first.get(booking.idempotencyKey);
      if (request) firstAnswer(request, booking);
      return !request;
    });
    if (fresh.length === 0) return;
    const answers = await work(transaction, held, fresh);
    await collections.requests.insertMany(
      fresh.map(({ booking: { idempotencyKey: _id, fingerprint } }, index) => {
        return { _id, fingerprint, answer: answers[index], at: new Date() };
      }),
      { session },
    );
  });
}

function firstAnswer<Answer>(
  first: { fingerprint: string; answer: unknown },
  { idempotencyKey, fingerprint }: Booking,
): Answer {
  if (first.fingerprint !== fingerprint) throw refusals.idempotencyKeyReused(idempotencyKey);
  return first.answer as Answer;
}
