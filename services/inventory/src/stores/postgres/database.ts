/** Something that runs SQL: a database, or a transaction in it. */
export interface Sql {
  /** Runs one statement with parameters `$1`, `$2`, ... and returns its rows. */
  query<Row extends object>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** A PostgreSQL database, wherever it runs: embedded in this process, or behind a pool. */
export interface Database extends Sql {
  /** Runs the work in a transaction; what it throws rolls everything back. */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** The name of the constraint that a statement broke, where that is what the error says. */
export function brokenConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('constraint' in error)) return undefined;
  return typeof error.constraint === 'string' ? error.constraint : undefined;
}
