import type { ImportError } from '@stockroom/client';
import Papa from 'papaparse';

/** The errors of an import as a CSV file. Spreadsheets open it as UTF-8 and run no formulas in it. */
export const errorFile = (errors: readonly ImportError[]): Blob =>
  new Blob(
    [
      // Excel recognises UTF-8 only by the byte order mark.
      '\ufeff',
      Papa.unparse(
        { fields: ['row', 'field', 'message'], data: errors.map((error) => ({ ...error })) },
        { escapeFormulae: true },
      ),
    ],
    { type: 'text/csv;charset=utf-8' },
  );
