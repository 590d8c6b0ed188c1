import type { StockStore } from '../stock-store.ts';
import type { Database } from './database.ts';
import { itemStore } from './items.ts';
import { locationStore } from './locations.ts';
import { movementStore } from './movements.ts';
import { reportStore } from './reports.ts';
import { reservationStore } from './reservations.ts';
import { stockStore } from './stock.ts';

/**
 * A store in a PostgreSQL database whose schema is up to date. Closing it closes the database.
 *
 * @param clock the time by which reservations expire
 */
export const postgresStore = (database: Database, clock = () => new Date()): StockStore => ({
  ...itemStore(database),
  ...locationStore(database),
  ...stockStore(database),
  ...movementStore(database),
  ...reservationStore(database, clock),
  ...reportStore(database),
  async ping() {
    await database.query('select 1');
  },
  close: () => database.close(),
});
