import type { ImportError } from '@stockroom/client';
import Papa from 'papaparse';

/** What is wrong with the rows of a file, as a file to work through. */
export const faultFile = (faults: readonly ImportError[]): Blob =>
  new Blob(
    [
      // A spreadsheet takes it for UTF-8 by this mark alone.
      '\ufeff',
      Papa.unparse(
        { fields: ['row', 'field', 'message'], data: faults.map((fault) => ({ ...fault })) },
        { escapeFormulae: true },
      ),
    ],
    { type: 'text/csv;charset=utf-8' },
  );
