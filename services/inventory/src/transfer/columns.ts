import type { Item } from '@stockroom/client/contract';

/** A column of the CSV file: how an item's cell is written, and read back into a row. */
interface Column {
  readonly write: (item: Item) => string | number | boolean;
  /** Puts a cell that is not empty into the row. None for what the inventory keeps itself. */
  readonly read?: (row: ImportedFields, cell: string) => void;
}

/** A row's fields as they were read, before they are checked. */
export type ImportedFields = Record<string, unknown>;

const plain = (field: 'name' | 'description' | 'category' | 'unit' | 'sku'): Column => ({
  write: (item) => item[field],
  read: (row, cell) => {
    row[field] = cell;
  },
});

const number = (field: 'reorderPoint' | 'reorderQuantity'): Column => ({
  write: (item) => item[field],
  read: (row, cell) => {
    row[field] = numberIn(cell);
  },
});

const within = (field: string, part: string, value: (cell: string) => unknown) => {
  return (row: ImportedFields, cell: string) => {
    row[field] = { ...(row[field] as object | undefined), [part]: value(cell) };
  };
};

/** Every column that the export writes, in its order, and the two that only an import has. */
export const columns: ReadonlyMap<string, Column> = new Map<string, Column>([
  ['sku', plain('sku')],
  ['name', plain('name')],
  ['description', plain('description')],
  ['category', plain('category')],
  [
    'tags',
    { write: ({ tags }) => writtenTags(tags), read: (row, cell) => (row.tags = tagsIn(cell)) },
  ],
  ['unit', plain('unit')],
  ['barcode', { write: ({ barcode }) => barcode ?? '', read: (row, cell) => (row.barcode = cell) }],
  [
    'priceAmount',
    { write: ({ price }) => price?.amount ?? '', read: within('price', 'amount', numberIn) },
  ],
  [
    'priceCurrency',
    { write: ({ price }) => price?.currency ?? '', read: within('price', 'currency', String) },
  ],
  ['reorderPoint', number('reorderPoint')],
  ['reorderQuantity', number('reorderQuantity')],
  [
    'attributes',
    {
      write: ({ attributes }) =>
        Object.keys(attributes).length === 0 ? '' : JSON.stringify(attributes),
      read: (row, cell) => (row.attributes = jsonIn(cell)),
    },
  ],
  [
    'archived',
    { write: ({ archived }) => archived, read: (row, cell) => (row.archived = truthIn(cell)) },
  ],
  ['onHand', { write: ({ stock }) => stock.onHand }],
  ['reserved', { write: ({ stock }) => stock.reserved }],
  ['available', { write: ({ stock }) => stock.available }],
  ['version', { write: ({ version }) => version }],
  ['createdAt', { write: ({ createdAt }) => createdAt }],
  ['updatedAt', { write: ({ updatedAt }) => updatedAt }],
]);

/** The stock that an item begins with: columns of an import alone. */
export const openingColumns: ReadonlyMap<string, Required<Column>['read']> = new Map([
  ['openingLocation', within('openingStock', 'location', String)],
  ['openingQuantity', within('openingStock', 'quantity', numberIn)],
]);

/**
 * Keeps a spreadsheet from computing a cell: what it would take for a formula is written behind an
 * apostrophe, and so is what begins with one in front of it, so that reading undoes it exactly.
 */
export const defused = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);

/** A cell as it was before `defused`. */
export const undefused = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;

// The wide forms are read like the others in some languages.
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

function writtenTags(tags: readonly string[]): string {
  const asList = tags.some((tag) => /;|^\[|^\s|\s$/.test(tag));
  return asList ? JSON.stringify(tags) : tags.join(';');
}

const tagsIn = (cell: string): unknown =>
  cell.startsWith('[')
    ? jsonIn(cell)
    : cell
        .split(';')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== '');

// What is none of them stays text, which the row's schema then refuses in its own words.
function jsonIn(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}
function numberIn(cell: string): unknown {
  return /^-?\d+(\.\d+)?$/.test(cell.trim()) ? Number(cell) : cell;
}
function truthIn(cell: string): unknown {
  const word = cell.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : cell;
}
