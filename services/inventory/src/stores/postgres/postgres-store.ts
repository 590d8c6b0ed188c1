import { stockCommands } from '../../domain/stock-commands.ts';
import type { StockStore } from '../stock-store.ts';
import type { Database } from './database.ts';
import { itemStore } from './items.ts';
import { levelStore } from './levels.ts';
import { locationStore } from './locations.ts';
import { movementStore } from './movements.ts';
import { reportStore } from './reports.ts';
import { reservationStore } from './reservations.ts';
import { postgresUnitOfWork } from './unit-of-work.ts';

/**
 * A store in a PostgreSQL database whose schema is up to date. Closing it closes the database.
 *
 * @param clock the time at which reservations expire
 * @param reader serves reads that may be slightly stale: reports and history, nothing that decides
 * about stock. Default: the database itself
 */
export const postgresStore = (
  database: Database,
  clock = () => new Date(),
  reader = database,
): StockStore => ({
  ...stockCommands(postgresUnitOfWork(database), clock),
  ...itemStore(database),
  ...locationStore(database),
  ...levelStore(database),
  ...movementStore(database, reader),
  ...reservationStore(database),
  ...reportStore(reader),
  async ping() {
    await database.query('select 1');
  },
  async close() {
    await database.close();
    if (reader !== database) await reader.close();
  },
});
