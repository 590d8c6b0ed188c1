import type { ClientSession } from 'mongodb';
import { refusals } from '../../domain/refusal.ts';
import type { Booking } from '../stock-store.ts';
import { type Collections, findAll } from './documents.ts';
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
 * them or none. Those that were done before are passed over, and nothing is held for them.
 *
 * @param itemOf names the item that a booking changes
 * @param hold takes items (see `once`)
 * @param work is given the bookings that are new, and answers each of them
 * @throws Refusal `idempotency-key-reused`
 */
export async function onceEach<Held, Booked extends { readonly booking: Booking }>(
  database: MongoDatabase,
  all: readonly Booked[],
  itemOf: (booked: Booked) => string,
  hold: (transaction: Transaction, items: readonly string[]) => Promise<Held>,
  work: (transaction: Transaction, held: Held, fresh: readonly Booked[]) => Promise<unknown[]>,
): Promise<void> {
  const open = await database.run((collections) => unanswered(collections, all));
  if (open.length === 0) return;
  const items = [...new Set(open.map(itemOf))];
  try {
    await database.transaction(items, async (collections, session) => {
      const transaction = { ...collections, session };
      const held = await hold(transaction, items);
      const fresh = await unanswered(collections, open, session);
      if (fresh.length === 0) return;
      const answers = await work(transaction, held, fresh);
      await collections.requests.insertMany(
        fresh.map(({ booking: { idempotencyKey: _id, fingerprint } }, index) => {
          return { _id, fingerprint, answer: answers[index], at: new Date() };
        }),
        { session },
      );
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // A key was used for other things at the same moment: by now it is found.
    await onceEach(database, open, itemOf, hold, work);
  }
}

/** Which bookings were never done. @throws Refusal `idempotency-key-reused` */
async function unanswered<Booked extends { readonly booking: Booking }>(
  { requests }: Collections,
  all: readonly Booked[],
  session?: ClientSession,
): Promise<Booked[]> {
  const keys = all.map(({ booking }) => booking.idempotencyKey);
  const done = await findAll(requests, keys, session);
  const first = new Map(done.map((request) => [request._id, request]));
  return all.filter(({ booking }) => {
    const request = first.get(booking.idempotencyKey);
    if (request) firstAnswer(request, booking);
    return !request;
  });
}

function firstAnswer<Answer>(
  first: { fingerprint: string; answer: unknown },
  { idempotencyKey, fingerprint }: Booking,
): Answer {
  if (first.fingerprint !== fingerprint) throw refusals.idempotencyKeyReused(idempotencyKey);
  return first.answer as Answer;
}
