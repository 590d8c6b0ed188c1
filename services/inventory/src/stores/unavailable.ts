/** The database is unavailable or too slow. The operation may be retried. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';

  /**
   * @param database its name in the message
   * @param cause the reason, which distinguishes a wrong certificate from a server that is down
   */
  constructor(database: string, cause: unknown) {
    const why = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
    super(`${database} is unavailable${why}`, { cause });
  }
}
