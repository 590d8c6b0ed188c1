import { stockCommands } from '../../domain/stock-commands.ts';
import type { StockStore } from '../stock-store.ts';
import { feedStore } from './feed.ts';
import { itemStore } from './items.ts';
import { levelStore } from './levels.ts';
import { locationStore } from './locations.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { movementStore } from './movements.ts';
import { reportStore } from './reports.ts';
import { reservationStore } from './reservations.ts';
import { mongoUnitOfWork } from './unit-of-work.ts';

/**
 * A store in MongoDB, within what Amazon DocumentDB 5.0 supports. Closing it closes the database.
 *
 * @param clock the time at which reservations expire
 */
export const mongoStore = (database: MongoDatabase, clock = () => new Date()): StockStore => ({
  ...stockCommands(mongoUnitOfWork(database), clock),
  ...itemStore(database),
  ...locationStore(database),
  ...levelStore(database),
  ...movementStore(database),
  ...feedStore(database),
  ...reservationStore(database),
  ...reportStore(database),
  async ping() {
    await database.run(({ requests }) => requests.findOne({ _id: '' }));
  },
  close: () => database.close(),
});
