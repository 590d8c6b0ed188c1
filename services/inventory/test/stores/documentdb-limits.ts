/**
 * The commands and operators that the store may send to Amazon DocumentDB 5.0.
 *
 * Source: "Supported MongoDB APIs, operations, and data types in Amazon DocumentDB",
 * https://docs.aws.amazon.com/documentdb/latest/developerguide/mongo-apis.html
 */
export const allowed: ReadonlySet<string> = new Set([
  // Administration and sessions
  'listCollections',
  'create',
  'createIndexes',
  'endSessions',
  'commitTransaction',
  'abortTransaction',
  // Reads and writes
  'find',
  'aggregate',
  'insert',
  'update',
  'delete',
  'findAndModify',
  // Query operators
  '$and',
  '$or',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$ne',
  '$in',
  '$all',
  '$regex',
  // Update operators
  '$inc',
  '$max',
  '$set',
  '$unset',
  // Aggregation
  '$match',
  '$group',
  '$sort',
  '$sum',
  '$multiply',
  // What the driver adds to every command
  '$db',
  '$readPreference',
  '$clusterTime',
]);

/** The command and every operator in it, field paths such as "$price.amount" left out. */
export function usedIn(command: Readonly<Record<string, unknown>>): string[] {
  const [name = ''] = Object.keys(command);
  const operators = (value: unknown): string[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, below]) => [
          ...(key.startsWith('$') ? [key] : []),
          ...operators(below),
        ]);
  return [name, ...operators(command)];
}
