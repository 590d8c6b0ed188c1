import type { ClientSession } from 'mongodb';
import { domainErrors } from '../../domain/errors.ts';
import { skusOf } from '../../domain/reservation.ts';
import type { CommandContext, StockTransaction, UnitOfWork } from '../../domain/unit-of-work.ts';
import { type Collections, findAll, type RequestDocument } from './documents.ts';
import { changeLevels, type LockedItems, lockItems, readLevel } from './levels.ts';
import { isDuplicate, type MongoDatabase, type Transaction } from './mongo-database.ts';
import { append } from './movements.ts';
import {
  closeReservation,
  findExpired,
  insertReservation,
  lockReservation,
  requireReservation,
} from './reservations.ts';

/**
 * Commands in MongoDB. Each first locks the documents that it changes, by writing to them, and then
 * looks up its idempotency key: of two concurrent retries, the second one then finds the key.
 */
export const mongoUnitOfWork = (database: MongoDatabase): UnitOfWork => ({
  changeItems: (context, skus, rule) =>
    idempotent(
      database,
      context,
      skus,
      async (transaction) => transactionOf(transaction, await lockItems(transaction, skus)),
      rule,
    ),

  async changeReservation(context, id, rule) {
    // A reservation's lines never change, so they can be read before the lock.
    const { lines } = await database.run((collections) => requireReservation(collections, id));
    return idempotent(
      database,
      context,
      skusOf(lines),
      (transaction) => lockWithItems(transaction, id),
      ({ stock, reservation }) => rule(stock, reservation),
    );
  },

  changeEach: (commands, skuOf, rule) => idempotentBatch(database, commands, skuOf, rule),

  async changeExpired(now, limit, rule) {
    const expired = await database.run((collections) => findExpired(collections, now, limit));
    let changed = 0;
    for (const { id, lines } of expired) {
      const isClosed = await database.transaction(skusOf(lines), async (transaction) => {
        const { stock, reservation } = await lockWithItems(transaction, id);
        if (reservation.status !== 'active') return false;
        await rule(stock, reservation);
        return true;
      });
      if (isClosed) changed += 1;
    }
    return changed;
  },
});

async function lockWithItems(transaction: Transaction, id: string) {
  const reservation = await lockReservation(transaction, id);
  const skus = reservation.status === 'active' ? skusOf(reservation.lines) : [];
  const stock = transactionOf(transaction, await lockItems(transaction, skus));
  return { stock, reservation };
}

const transactionOf = (transaction: Transaction, items: LockedItems): StockTransaction => ({
  items: [...items.values()].map(({ _id, archived }) => ({ sku: _id, archived })),
  level: (place) => readLevel(transaction, place),
  changeLevels: (changes) => changeLevels(transaction, items, changes),
  append: (movements) => append(transaction, items, movements),
  insertReservation: (draft) => insertReservation(transaction, draft),
  closeReservation: (id, status, closedAt) => closeReservation(transaction, id, status, closedAt),
});

/**
 * Runs a command once per idempotency key.
 *
 * @param mutexes the SKUs that the command changes (see `MongoDatabase.transaction`)
 * @param lock locks them in the database
 */
async function idempotent<Locked, Result>(
  database: MongoDatabase,
  context: CommandContext,
  mutexes: readonly string[],
  lock: (transaction: Transaction) => Promise<Locked>,
  rule: (locked: Locked) => Promise<Result>,
): Promise<Result> {
  const { idempotencyKey: key, fingerprint } = context;
  try {
    return await database.transaction(mutexes, async (transaction) => {
      const { requests, session } = transaction;
      const locked = await lock(transaction);
      const first = await requests.findOne({ _id: key }, { session });
      if (first) return firstResult<Result>(first, context);
      const result = await rule(locked);
      await requests.insertOne(
        { _id: key, fingerprint, answer: result, at: new Date() },
        { session },
      );
      return result;
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // A concurrent command on other items used the same key.
    const first = await database.run(({ requests }) => requests.findOne({ _id: key }));
    if (!first) throw error;
    return firstResult<Result>(first, context);
  }
}

/** Looks up applied commands first, so that nothing is locked for them. */
async function idempotentBatch<Command extends { readonly context: CommandContext }>(
  database: MongoDatabase,
  commands: readonly Command[],
  skuOf: (command: Command) => string,
  rule: (stock: StockTransaction, fresh: readonly Command[]) => Promise<unknown[]>,
): Promise<void> {
  const open = await database.run((collections) => withoutResult(collections, commands));
  if (open.length === 0) return;
  const skus = [...new Set(open.map(skuOf))];
  try {
    await database.transaction(skus, async (transaction) => {
      const { requests, session } = transaction;
      const stock = transactionOf(transaction, await lockItems(transaction, skus));
      const fresh = await withoutResult(transaction, open, session);
      if (fresh.length === 0) return;
      const results = await rule(stock, fresh);
      await requests.insertMany(
        fresh.map(({ context: { idempotencyKey: _id, fingerprint } }, index) => {
          return { _id, fingerprint, answer: results[index], at: new Date() };
        }),
        { session },
      );
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // A concurrent command on other items used one of the keys, which is found now.
    await idempotentBatch(database, open, skuOf, rule);
  }
}

/** The commands that were not applied yet. @throws DomainError `idempotency-key-reused` */
async function withoutResult<Command extends { readonly context: CommandContext }>(
  { requests }: Collections,
  commands: readonly Command[],
  session?: ClientSession,
): Promise<Command[]> {
  const keys = commands.map(({ context }) => context.idempotencyKey);
  const applied = await findAll(requests, keys, session);
  const first = new Map(applied.map((request) => [request._id, request]));
  return commands.filter(({ context }) => {
    const request = first.get(context.idempotencyKey);
    if (request) firstResult(request, context);
    return !request;
  });
}

function firstResult<Result>(
  first: RequestDocument,
  { idempotencyKey, fingerprint }: CommandContext,
): Result {
  if (first.fingerprint !== fingerprint) throw domainErrors.idempotencyKeyReused(idempotencyKey);
  return first.answer as Result;
}
