import { pipeline, Readable } from 'node:stream';
import { Problem } from '@stockroom/service';
import { CsvError, parse } from 'csv-parse';
import { columns, type ImportedFields, openingColumns, undefused } from './columns.ts';

/** A row of a file as it was read: its fields, or why it has none. */
export type ReadRow =
  | { readonly row: number; readonly fields: ImportedFields }
  | { readonly row: number; readonly fault: string };

/** The longest row, in characters: several times what an item may hold in all its fields. */
const longestRow = 256 * 1024;

/** Decodes a body as it comes. A byte order mark is passed over. @throws Problem `wrong-encoding` */
export async function* decoded(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Buffer) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new Problem(
        422,
        'wrong-encoding',
        'The file is not in UTF-8',
        'The file holds bytes that are no UTF-8. Save it again as "CSV UTF-8", or as UTF-8 without anything else.',
        { cause: error },
      );
    }
  };
  for await (const chunk of body) yield decode(chunk);
  yield decode();
}

/** Reads the rows of a CSV file with a header. @throws Problem where it cannot be read on */
export async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  });
  // The loop below sees every error.
  pipeline(Readable.from(text), parser, () => {});

  let header: readonly string[] | undefined;
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (!header) {
        header = headerOf(cells);
        continue;
      }
      row += 1;
      yield cells.length === header.length
        ? { row, fields: fieldsOf(header, cells) }
        : { row, fault: `has ${cells.length} cells where the header has ${header.length}` };
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(row + 1, error.message) : error;
  }
  if (!header) throw wrongHeader('The file is empty. Begin it with a row of column names.');
}

/** Reads the rows of a file with one JSON object per line. @throws Problem where a line is too long */
export async function* ndjsonRows(text: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  let row = 0;
  for await (const line of linesOf(text)) {
    row += 1;
    if (line.trim() !== '') yield { row, ...objectIn(line) };
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let row = 0;
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    row += lines.length;
    yield* lines;
    if (rest.length > longestRow) {
      throw unreadable(row + 1, `It is longer than ${longestRow} characters.`);
    }
  }
  yield rest;
}

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

function headerOf(cells: readonly string[]): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  const known = [...columns.keys(), ...openingColumns.keys()];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw wrongHeader(
      `The header has ${unknown.map((name) => `"${name.slice(0, 100)}"`).join(', ')}. Columns are separated by commas, and named ${known.join(', ')}.`,
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
    const cell = undefused(cells[index] ?? '');
    // An empty cell says nothing: the field stays as it is.
    if (cell !== '') (columns.get(name)?.read ?? openingColumns.get(name))?.(fields, cell);
  }
  return fields;
}

const wrongHeader = (detail: string) =>
  new Problem(422, 'wrong-header', 'The header of the file is wrong', detail);

const unreadable = (row: number, why: string) =>
  new Problem(
    422,
    'unreadable-file',
    'The file cannot be read to its end',
    `Row ${row} and what follows cannot be read. ${why}`,
  );
