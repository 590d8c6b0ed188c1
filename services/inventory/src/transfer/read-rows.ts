import { Problem, truncate } from '@stockroom/service';
import { CsvError, parse } from 'csv-parse/sync';
import { unescapeFormula } from './cells.ts';
import { columns, type ImportedFields, openingColumns } from './columns.ts';
import { longestRow, RowTooLong, wholeRows } from './whole-rows.ts';

/** A row of a file as it was read: its fields, or why it has none. */
export type ReadRow =
  | { readonly row: number; readonly fields: ImportedFields }
  | { readonly row: number; readonly fault: string };

const columnNames = [...columns.keys(), ...openingColumns.keys()];

/**
 * Reads the rows of a CSV file with a header. Where it cannot be read on, the rows before come first.
 *
 * @throws Problem `wrong-header`, `wrong-encoding`, `unreadable-file`
 */
export async function* csvRows(body: AsyncIterable<Buffer>): AsyncGenerator<ReadRow> {
  let header: readonly string[] | undefined;
  let row = 0;
  // One cell more than a header may have shows that a row has too many.
  for await (const text of textOf(body, () => row + 1, columnNames.length + 1)) {
    const { records, why } = recordsIn(text);
    for (const cells of records) {
      if (!header) {
        header = headerOf(cells);
        continue;
      }
      row += 1;
      yield cells.length === header.length
        ? { row, fields: fieldsOf(header, cells) }
        : { row, fault: otherCells(cells.length, header.length) };
    }
    if (why !== undefined) throw unreadable(row + 1, why);
  }
  if (!header) throw wrongHeader('The file is empty. Begin it with a row of column names.');
}

/**
 * Reads the rows of a file with one JSON object per line. Empty lines are passed over.
 *
 * @throws Problem `wrong-encoding`, `unreadable-file`
 */
export async function* ndjsonRows(body: AsyncIterable<Buffer>): AsyncGenerator<ReadRow> {
  let row = 0;
  for await (const text of textOf(body, () => row + 1)) {
    for (let start = 0; start < text.length; ) {
      const newLine = text.indexOf('\n', start);
      const end = newLine === -1 ? text.length : newLine;
      const line = text.slice(start, end);
      start = end + 1;
      row += 1;
      if (line.trim() !== '') yield { row, ...objectIn(line) };
    }
  }
}

/** The text of a body, in pieces that end where a row ends. A byte order mark is passed over. */
async function* textOf(
  body: AsyncIterable<Buffer>,
  nextRow: () => number,
  mostCells?: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece?: Buffer) => {
    try {
      return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
    } catch (error) {
      throw wrongEncoding(error);
    }
  };
  try {
    for await (const piece of wholeRows(body, mostCells)) yield decode(piece);
    yield decode();
  } catch (error) {
    if (!(error instanceof RowTooLong)) throw error;
    const hint = mostCells === undefined ? '' : ' Look for a quote that is not closed.';
    throw unreadable(nextRow(), `It is longer than ${longestRow} bytes.${hint}`);
  }
}

/** The records in a piece of CSV, up to where it cannot be read on, and why not. */
function recordsIn(text: string): { records: string[][]; why?: string } {
  const records: string[][] = [];
  try {
    parse(text, {
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[]) => {
        records.push(cells);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { records, why: whyUnreadable[error.code] ?? 'It is not CSV.' };
  }
  return { records };
}

// The parser's own words count lines from where it began, and quote whole cells.
const whyUnreadable: Partial<Record<CsvError['code'], string>> = {
  CSV_QUOTE_NOT_CLOSED: 'It has a quote that is not closed.',
  CSV_INVALID_CLOSING_QUOTE:
    'A quote that closes a cell must be followed by a comma or the end of the line. Write a quote within a cell twice.',
  INVALID_OPENING_QUOTE:
    'It has a quote in the middle of a cell. Put the cell in quotes, and write those within it twice.',
};

function objectIn(line: string): { fields: ImportedFields } | { fault: string } {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { fields: value as ImportedFields };
    }
  } catch {
    // Told below, like every other line that is no object.
  }
  return { fault: 'is not a JSON object on one line' };
}

const otherCells = (cells: number, inHeader: number): string =>
  cells > columnNames.length
    ? `has more than ${columnNames.length} cells where the header has ${inHeader}`
    : `has ${cells} cells where the header has ${inHeader}`;

function headerOf(cells: readonly string[]): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  const unknown = names.filter((name) => !columnNames.includes(name));
  if (unknown.length > 0) {
    const told = unknown.slice(0, 3).map((name) => `"${truncate(name, 50)}"`);
    const more = unknown.length > told.length ? ' and more' : '';
    throw wrongHeader(
      `The header has ${told.join(', ')}${more}. Columns are separated by commas, and named ${columnNames.join(', ')}.`,
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw wrongHeader(`The header has "${twice}" twice. Keep one of them.`);
  if (!names.includes('sku')) {
    throw wrongHeader('The header has no column "sku". It says which item a row is about.');
  }
  return names;
}

function fieldsOf(header: readonly string[], cells: readonly string[]): ImportedFields {
  const fields: ImportedFields = {};
  for (const [index, name] of header.entries()) {
    const cell = unescapeFormula(cells[index] ?? '');
    // An empty cell says nothing: the field stays as it is.
    if (cell !== '') (columns.get(name)?.read ?? openingColumns.get(name))?.(fields, cell);
  }
  return fields;
}

const wrongEncoding = (cause: unknown) =>
  new Problem(
    422,
    'wrong-encoding',
    'The file is not in UTF-8',
    'The file holds bytes that are no UTF-8. Save it again as "CSV UTF-8", or as UTF-8 without anything else.',
    { cause },
  );

const wrongHeader = (detail: string) =>
  new Problem(422, 'wrong-header', 'The header of the file is wrong', detail);

const unreadable = (row: number, why: string) =>
  new Problem(
    422,
    'unreadable-file',
    'The file cannot be read to its end',
    `Row ${row} and what follows cannot be read. ${why}`,
  );
