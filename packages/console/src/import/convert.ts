import Papa from 'papaparse';
import type { Preview } from './preview.ts';

/** Whether only the file's encoding or delimiter is wrong. `convertFile` fixes that. */
export const isConvertible = ({ format, encoding, delimiter }: Preview): boolean =>
  encoding !== 'utf-8' || (format === 'csv' && delimiter !== ',');

/** Converts a file to UTF-8 with commas as delimiters. Reads the whole file into memory. */
export async function convertFile(
  file: File,
  { format, encoding, delimiter }: Preview,
): Promise<File> {
  const text = new TextDecoder(encoding).decode(await file.arrayBuffer());
  const rows = () => Papa.parse<string[]>(text, { delimiter, skipEmptyLines: true }).data;
  const hasCommas = format === 'ndjson' || delimiter === ',';
  return new File([hasCommas ? text : Papa.unparse(rows())], file.name, { type: file.type });
}
