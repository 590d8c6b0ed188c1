/** The database is away or too slow. What was asked may be sent again. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}
