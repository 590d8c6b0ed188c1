import { Problem, truncate } from '@stockroom/service';
import { CsvError, parse } from 'csv-parse/sync';
import { unescapeFormula } from './cells.ts';
import { columns, type ImportedFields, openingColumns } from './columns.ts';
import { maxRowBytes, RowTooLong, wholeRows } from './whole-rows.ts';

/** A row of a file: its fields, or why it cannot be read. */
export type ReadRow =
  | { readonly row: number; readonly fields: ImportedFields }
  | { readonly row: number; readonly error: string };

const columnNames = [...columns.keys(), ...openingColumns.keys()];

/**
 * Reads the rows of a CSV file with a header. Rows before an unreadable one are returned first.
 *
 * @throws Problem `wrong-header`, `wrong-encoding`, `unreadable-file`
 */
export async function* csvRows(body: AsyncIterable<Buffer>): AsyncGenerator<ReadRow> {
  let header: readonly string[] | undefined;
  let row = 0;
  // One more cell than a header can have shows that a row has too many.
  for await (const text of textOf(body, () => row + 1, columnNames.length + 1)) {
    const { records, reason } = recordsIn(text);
    for (const cells of records) {
      if (!header) {
        header = headerOf(cells);
        continue;
      }
      row += 1;
      yield cells.length === header.length
        ? { row, fields: fieldsOf(header, cells) }
        : { row, error: cellCountError(cells.length, header.length) };
    }
    if (reason !== undefined) throw unreadable(row + 1, reason);
  }
  if (!header) throw wrongHeader('The file is empty. The first row must contain the column names.');
}

/**
 * Reads the rows of a file with one JSON object per line. Skips empty lines.
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

/** The text of a body, in pieces that end where a row ends, without a byte order mark. */
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
    const hint = mostCells === undefined ? '' : ' Check for an unclosed quote.';
    throw unreadable(nextRow(), `It is longer than ${maxRowBytes} bytes.${hint}`);
  }
}

/** The records of a piece of CSV. After an unreadable one it stops, with the reason. */
function recordsIn(text: string): { records: string[][]; reason?: string } {
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
    return { records, reason: csvErrors[error.code] ?? 'It is not valid CSV.' };
  }
  return { records };
}

// The parser's messages count lines from the start of the piece, and quote whole cells.
const csvErrors: Partial<Record<CsvError['code'], string>> = {
  CSV_QUOTE_NOT_CLOSED: 'It has an unclosed quote.',
  CSV_INVALID_CLOSING_QUOTE:
    'A closing quote must be followed by a comma or the end of the line. Double the quotes within a cell.',
  INVALID_OPENING_QUOTE:
    'It has a quote in the middle of a cell. Enclose the cell in quotes, and double those within it.',
};

function objectIn(line: string): { fields: ImportedFields } | { error: string } {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { fields: value as ImportedFields };
    }
  } catch {
    // Reported below, like every other line that is not an object.
  }
  return { error: 'is not a JSON object on one line' };
}

const cellCountError = (cells: number, inHeader: number): string =>
  cells > columnNames.length
    ? `has more than ${columnNames.length} cells where the header has ${inHeader}`
    : `has ${cells} cells where the header has ${inHeader}`;

function headerOf(cells: readonly string[]): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  const unknown = names.filter((name) => !columnNames.includes(name));
  if (unknown.length > 0) {
    const named = unknown.slice(0, 3).map((name) => `"${truncate(name, 50)}"`);
    const more = unknown.length > named.length ? ' and more' : '';
    throw wrongHeader(
      `Unknown columns: ${named.join(', ')}${more}. Separate columns by commas. The column names are ${columnNames.join(', ')}.`,
    );
  }
  const duplicate = names.find((name, index) => names.indexOf(name) < index);
  if (duplicate !== undefined) {
    throw wrongHeader(`The column "${duplicate}" occurs twice. Remove one of them.`);
  }
  if (!names.includes('sku')) {
    throw wrongHeader('The column "sku" is missing. It identifies the item of a row.');
  }
  return names;
}

function fieldsOf(header: readonly string[], cells: readonly string[]): ImportedFields {
  const fields: ImportedFields = {};
  for (const [index, name] of header.entries()) {
    const cell = unescapeFormula(cells[index] ?? missingCell(name));
    // An empty cell leaves the field unchanged.
    if (cell !== '') (columns.get(name)?.read ?? openingColumns.get(name))?.(fields, cell);
  }
  return fields;
}

function missingCell(column: string): never {
  throw new Error(`A row without a cell for the column "${column}" was not rejected.`);
}

const wrongEncoding = (cause: unknown) =>
  new Problem(
    422,
    'wrong-encoding',
    'The file is not in UTF-8',
    'The file contains bytes that are not valid UTF-8. Save it as UTF-8 ("CSV UTF-8" in spreadsheets).',
    { cause },
  );

const wrongHeader = (detail: string) =>
  new Problem(422, 'wrong-header', 'The header of the file is invalid', detail);

const unreadable = (row: number, reason: string) =>
  new Problem(
    422,
    'unreadable-file',
    'The file cannot be read completely',
    `Row ${row} and the rows after it cannot be read. ${reason}`,
  );
