/** The database is away or too slow. What was asked may be sent again. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';

  /**
   * @param database which one, for people
   * @param cause why: a wrong certificate is told apart from a server that is down by it alone
   */
  constructor(database: string, cause: unknown) {
    const why = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
    super(`${database} does not answer${why}`, { cause });
  }
}
