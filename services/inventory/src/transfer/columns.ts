import type { Item } from '@stockroom/client/contract';
import { columnList, type ItemColumn, valueIn } from '../item-columns.ts';
import { number } from './cells.ts';

/** A row's fields as they were read, before validation. */
export type ImportedFields = Record<string, unknown>;

/** A column of the CSV file: how an item's cell is written, and how it is read into a row. */
interface CsvColumn {
  readonly write: (item: Item) => string | number | boolean;
  /** Puts a cell that is not empty into the row. Undefined where the inventory sets the value. */
  readonly read?: ReadCell;
}

type ReadCell = (row: ImportedFields, cell: string) => void;

const csvColumn = (column: ItemColumn): [header: string, CsvColumn] => [
  column.csv,
  {
    write: (item) => {
      const value = valueIn(item, column);
      return value === null ? '' : column.cell.write(value);
    },
    read: (row, cell) => put(row, column.field, column.member, column.cell.read(cell)),
  },
];

function put(row: ImportedFields, field: string, member: string | undefined, value: unknown): void {
  const { [field]: before } = row;
  row[field] = member === undefined ? value : { ...Object(before), [member]: value };
}

/** Every column of an export, by header and in its order. An import reads those with `read`. */
export const columns: ReadonlyMap<string, CsvColumn> = new Map<string, CsvColumn>([
  ...columnList.map(csvColumn),
  ['onHand', { write: ({ stock }) => stock.onHand }],
  ['reserved', { write: ({ stock }) => stock.reserved }],
  ['available', { write: ({ stock }) => stock.available }],
  ['version', { write: ({ version }) => version }],
  ['createdAt', { write: ({ createdAt }) => createdAt }],
  ['updatedAt', { write: ({ updatedAt }) => updatedAt }],
]);

/** The opening stock of an item: columns of an import only. */
export const openingColumns: ReadonlyMap<string, ReadCell> = new Map<string, ReadCell>([
  ['openingLocation', (row, cell) => put(row, 'openingStock', 'location', cell)],
  ['openingQuantity', (row, cell) => put(row, 'openingStock', 'quantity', number.read(cell))],
]);
