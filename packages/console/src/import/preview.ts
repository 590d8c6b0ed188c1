import Papa from 'papaparse';
import { columnUse } from './columns.ts';
import { detectEncoding, type TextEncoding } from './text-encoding.ts';

/** The start of a file to import, and the errors that prevent its import. */
export interface Preview {
  readonly format: 'csv' | 'ndjson';
  readonly encoding: TextEncoding;
  /** Separator of the values; a comma if the format has none. */
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** The first rows, as cells in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
  /** Why the inventory would reject the whole file, as messages for the user. */
  readonly errors: readonly string[];
}

/** Bytes read for a preview, and rows shown. */
const bytesRead = 64 * 1024;
const rowsShown = 10;

const delimiters = [',', ';', '\t', '|'];

/** Names of the delimiters that an import does not accept. */
const delimiterNames: Readonly<Record<string, string>> = {
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

/** Reads the first 64 KiB of a file. */
export async function previewOf(file: File): Promise<Preview> {
  const isWhole = file.size <= bytesRead;
  const bytes = new Uint8Array(await file.slice(0, bytesRead).arrayBuffer());
  const encoding = detectEncoding(bytes, isWhole);
  const text = new TextDecoder(encoding).decode(bytes, { stream: !isWhole });
  const format = /\.(ndjson|jsonl?)$/i.test(file.name) || /^\s*[{[]/.test(text) ? 'ndjson' : 'csv';
  const start = format === 'csv' ? csvStart(text, isWhole) : ndjsonStart(text, isWhole);
  const errors = encoding === 'utf-8' ? [] : [encodingError(encoding)];
  return { format, encoding, ...start, errors: [...errors, ...start.errors] };
}

type FileStart = Pick<Preview, 'delimiter' | 'columns' | 'rows' | 'errors'>;

function csvStart(text: string, isWhole: boolean): FileStart {
  const delimiter = detectDelimiter(text);
  const lines = parseRows(text, delimiter, rowsShown + 2);
  // The last line of a partial file may be cut off.
  const [header = [], ...rows] =
    isWhole || lines.length > rowsShown + 1 ? lines : lines.slice(0, -1);
  const columns = header.map((name) => name.trim());
  return {
    delimiter,
    columns,
    rows: rows.slice(0, rowsShown),
    errors: csvErrors(delimiter, columns),
  };
}

const parseRows = (text: string, delimiter: string, preview: number) =>
  Papa.parse<string[]>(text, { delimiter, preview, skipEmptyLines: true }).data;

/** The delimiter that yields the most known column names. */
function detectDelimiter(text: string): string {
  const known = (delimiter: string) =>
    (parseRows(text, delimiter, 1)[0] ?? []).filter((name) => columnUse(name.trim()) !== 'unknown');
  return delimiters.reduce((best, next) => (known(next).length > known(best).length ? next : best));
}

function csvErrors(delimiter: string, columns: readonly string[]): string[] {
  if (columns.length === 0) {
    return ['The file is empty. Its first row must contain the column names.'];
  }
  const unknown = columns.filter((name) => columnUse(name) === 'unknown');
  const duplicate = columns.find((name, index) => columns.indexOf(name) < index);
  return [
    delimiterNames[delimiter] &&
      `Values are separated by ${delimiterNames[delimiter]}. Use commas instead.`,
    unknown.length > 0 &&
      `Unknown ${unknown.length === 1 ? 'column' : 'columns'}: ${quoted(unknown)}. Use a column name from the list below, or remove the column.`,
    duplicate !== undefined && `The column “${duplicate}” appears twice. Keep one of them.`,
    !columns.includes('sku') &&
      'The column “sku” is missing. It identifies the item of each row. The first row must contain the column names.',
  ].filter((error) => typeof error === 'string');
}

function ndjsonStart(text: string, isWhole: boolean): FileStart {
  const lines = text.split('\n');
  const complete = (isWhole ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== '');
  const shown = complete.slice(0, rowsShown);
  const objects = shown.map(parseObject);
  const columns = [...new Set(objects.flatMap((object) => Object.keys(object ?? {})))];
  const errors = [
    ...(shown.length === 0
      ? ['The file is empty. Each line must be one item as a JSON object.']
      : []),
    ...(objects.includes(undefined)
      ? [
          `Line ${objects.indexOf(undefined) + 1} is not a JSON object. Each line must be one item as a JSON object, without brackets around the list or commas between the lines.`,
        ]
      : []),
  ];
  const rows = objects.map((object) => columns.map((name) => cellOf(object?.[name])));
  return { delimiter: ',', columns, rows, errors };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function cellOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const encodingError = (encoding: TextEncoding) =>
  `The file is not encoded in UTF-8 but probably in ${encoding === 'windows-1252' ? 'Windows-1252' : 'UTF-16'}. Special characters would be lost.`;

const quoted = (names: readonly string[]) => names.map((name) => `“${name}”`).join(', ');
