/** Runs SQL: a database, or a transaction in it. */
export interface Sql {
  /** Runs one statement with parameters `$1`, `$2`, ... and returns its rows. */
  query<Row extends object>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** A PostgreSQL database: embedded in this process, or behind a connection pool. */
export interface Database extends Sql {
  /** Runs the work in a transaction, which rolls back where the work throws. */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** The name of the constraint that a statement violated; undefined for any other error. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('constraint' in error)) return undefined;
  return typeof error.constraint === 'string' ? error.constraint : undefined;
}
