import type { ImportResult } from '@stockroom/client';
import { useState } from 'react';
import { Button } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { downloadFile } from '../components/download-file.ts';
import { TableScroller } from '../components/table-scroller.tsx';
import { formatQuantity } from '../format.ts';
import { errorFile } from './error-file.ts';
import styles from './import-page.module.css';

const initialRows = 50;

interface ErrorTableProps {
  readonly result: ImportResult;
  /** Name of the imported file. The error file is named after it. */
  readonly fileName: string;
}

/** Errors of an import by row, with a download as CSV. */
export function ErrorTable({ result: { errors, errorsLeftOut }, fileName }: ErrorTableProps) {
  const [shown, setShown] = useState(initialRows);
  if (errors.length === 0) return null;
  const left = errors.length - shown;
  return (
    <section className={styles.errors} aria-label="Rows with errors">
      <p className={styles.file}>
        {errorsLeftOut > 0 &&
          `The first ${formatQuantity(errors.length)} errors. ${formatQuantity(errorsLeftOut)} more are not listed.`}
        <Button
          isSmall
          onClick={() =>
            downloadFile(`${fileName.replace(/\.\w+$/, '')}-errors.csv`, errorFile(errors))
          }
        >
          Download as CSV
        </Button>
      </p>
      <TableScroller label="Errors">
        <table className={table.table} aria-label="Errors">
          <thead>
            <tr>
              <th scope="col" className={table.number}>
                Row
              </th>
              <th scope="col">Field</th>
              <th scope="col">Error</th>
            </tr>
          </thead>
          <tbody>
            {errors.slice(0, shown).map(({ row, field, message }) => (
              <tr key={`${row} ${field} ${message}`}>
                <th scope="row" className={table.number}>
                  {formatQuantity(row)}
                </th>
                <td>{field && <code>{field}</code>}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {left > 0 && (
          <p className={table.more}>
            <Button isSmall onClick={() => setShown(shown + 4 * initialRows)}>
              Show more ({formatQuantity(left)} left)
            </Button>
          </p>
        )}
      </TableScroller>
    </section>
  );
}
