import Papa from 'papaparse';
import type { Preview } from './preview.ts';

/** Whether a file is only written in another way than the inventory reads: `converted` mends that. */
export const isConvertible = ({ format, encoding, delimiter }: Preview): boolean =>
  encoding !== 'utf-8' || (format === 'csv' && delimiter !== ',');

/** The same file in UTF-8, and with commas between its cells. The whole of it is in memory meanwhile. */
export async function converted(
  file: File,
  { format, encoding, delimiter }: Preview,
): Promise<File> {
  const text = new TextDecoder(encoding).decode(await file.arrayBuffer());
  const rows = () => Papa.parse<string[]>(text, { delimiter, skipEmptyLines: true }).data;
  const same = format === 'ndjson' || delimiter === ',';
  return new File([same ? text : Papa.unparse(rows())], file.name, { type: file.type });
}
