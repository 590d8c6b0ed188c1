import Papa from 'papaparse';
import { columnUse } from './columns.ts';
import { encodingOf, type TextEncoding } from './text-encoding.ts';

/** The beginning of a file that is to be imported, and what keeps it from being imported. */
export interface Preview {
  readonly format: 'csv' | 'ndjson';
  readonly encoding: TextEncoding;
  /** What separates the cells; a comma where there are none. */
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** The first rows, cell by cell in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
  /** Why the inventory would refuse the whole file, in words for the person who chose it. */
  readonly faults: readonly string[];
}

/** Bytes that are read for a preview, and rows that are shown of them. */
const bytesRead = 64 * 1024;
const rowsShown = 10;

const delimiters = [',', ';', '\t', '|'];

/** The names of the delimiters that are not the right one. */
const delimiterNames: Readonly<Record<string, string>> = {
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

/** Reads the beginning of a file, however long it is. */
export async function previewOf(file: File): Promise<Preview> {
  const isWhole = file.size <= bytesRead;
  const bytes = new Uint8Array(await file.slice(0, bytesRead).arrayBuffer());
  const encoding = encodingOf(bytes, isWhole);
  const text = new TextDecoder(encoding).decode(bytes, { stream: !isWhole });
  const format = /\.(ndjson|jsonl?)$/i.test(file.name) || /^\s*[{[]/.test(text) ? 'ndjson' : 'csv';
  const read = format === 'csv' ? csvBeginning(text, isWhole) : ndjsonBeginning(text, isWhole);
  const faults = encoding === 'utf-8' ? [] : [encodingFault(encoding)];
  return { format, encoding, ...read, faults: [...faults, ...read.faults] };
}

type Beginning = Pick<Preview, 'delimiter' | 'columns' | 'rows' | 'faults'>;

function csvBeginning(text: string, isWhole: boolean): Beginning {
  const delimiter = delimiterOf(text);
  const lines = rowsOf(text, delimiter, rowsShown + 2);
  // The last line of a beginning may be cut; where more were read than are shown, it is not shown.
  const [header = [], ...rows] =
    isWhole || lines.length > rowsShown + 1 ? lines : lines.slice(0, -1);
  const columns = header.map((name) => name.trim());
  return {
    delimiter,
    columns,
    rows: rows.slice(0, rowsShown),
    faults: csvFaults(delimiter, columns),
  };
}

const rowsOf = (text: string, delimiter: string, preview: number) =>
  Papa.parse<string[]>(text, { delimiter, preview, skipEmptyLines: true }).data;

/** The delimiter under which most names of the header are those of columns. */
function delimiterOf(text: string): string {
  const known = (delimiter: string) =>
    (rowsOf(text, delimiter, 1)[0] ?? []).filter((name) => columnUse(name.trim()) !== 'unknown');
  return delimiters.reduce((best, next) => (known(next).length > known(best).length ? next : best));
}

function csvFaults(delimiter: string, columns: readonly string[]): string[] {
  if (columns.length === 0) return ['The file is empty. Its first row names the columns.'];
  const unknown = columns.filter((name) => columnUse(name) === 'unknown');
  const twice = columns.find((name, index) => columns.indexOf(name) < index);
  return [
    delimiterNames[delimiter] &&
      `The cells are separated by ${delimiterNames[delimiter]}; the inventory reads commas.`,
    unknown.length > 0 &&
      `The inventory has no column ${listOf(unknown)}. Rename it as below, or take it out of the file.`,
    twice !== undefined && `The column “${twice}” is there twice. Keep one of them.`,
    !columns.includes('sku') &&
      'There is no column “sku”: it says which item a row is about. The first row names the columns.',
  ].filter((fault) => typeof fault === 'string');
}

function ndjsonBeginning(text: string, isWhole: boolean): Beginning {
  const lines = text.split('\n');
  const whole = (isWhole ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== '');
  const shown = whole.slice(0, rowsShown);
  const objects = shown.map(objectIn);
  const columns = [...new Set(objects.flatMap((object) => Object.keys(object ?? {})))];
  const faults = [
    ...(shown.length === 0 ? ['The file is empty. Each line is one item as a JSON object.'] : []),
    ...(objects.includes(undefined)
      ? [
          `Line ${objects.indexOf(undefined) + 1} is no JSON object. Each line holds one item as an object, with no brackets around them all and no commas between.`,
        ]
      : []),
  ];
  const rows = objects.map((object) => columns.map((name) => cellOf(object?.[name])));
  return { delimiter: ',', columns, rows, faults };
}

function objectIn(line: string): Record<string, unknown> | undefined {
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

const encodingFault = (encoding: TextEncoding) =>
  `The file is not in UTF-8 but most likely in ${encoding === 'windows-1252' ? 'Windows-1252' : 'UTF-16'}: other letters than a to z would be lost.`;

const listOf = (names: readonly string[]) => names.map((name) => `“${name}”`).join(', ');
