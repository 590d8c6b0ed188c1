/**
 * The commands and operators that the store may send to Amazon DocumentDB 5.0.
 *
 * Source: the columns "5.0" of "Supported MongoDB APIs, operations, and data types in Amazon
 * DocumentDB", https://docs.aws.amazon.com/documentdb/latest/developerguide/mongo-apis.html. AWS
 * keeps the operators also as a table for programs, in which each of these is a "Yes"
 * for 5.0: https://github.com/awslabs/amazon-documentdb-tools (compat-tool/compat.py).
 */
export const allowed: ReadonlySet<string> = new Set([
  // Administration; `listCollections` without a filter, which is not supported
  'listCollections',
  'create',
  'createIndexes',
  'listIndexes',
  // Transactions
  'commitTransaction',
  'abortTransaction',
  // Not supported: the driver sends it when it closes, and ignores the error
  'endSessions',
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
  '$setOnInsert',
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
