import type { ImportResult } from '@stockroom/client';
import { useState } from 'react';
import { Button } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { saveFile } from '../components/download-file.ts';
import { TableScroller } from '../components/table-scroller.tsx';
import { formatQuantity } from '../format.ts';
import { faultFile } from './error-file.ts';
import styles from './import-page.module.css';

const shownAtOnce = 50;

interface FaultTableProps {
  readonly result: ImportResult;
  /** The imported file's name, after which that of the faults is called. */
  readonly fileName: string;
}

/** What is wrong with which row, to read and to take along. */
export function FaultTable({ result: { errors, errorsLeftOut }, fileName }: FaultTableProps) {
  const [shown, setShown] = useState(shownAtOnce);
  if (errors.length === 0) return null;
  const left = errors.length - shown;
  return (
    <section className={styles.faults} aria-label="Wrong rows">
      <p className={styles.file}>
        {errorsLeftOut > 0 &&
          `The first ${formatQuantity(errors.length)} faults; there are ${formatQuantity(errorsLeftOut)} more.`}
        <Button
          isSmall
          onClick={() =>
            saveFile(`${fileName.replace(/\.\w+$/, '')}-faults.csv`, faultFile(errors))
          }
        >
          Download as CSV
        </Button>
      </p>
      <TableScroller label="Faults">
        <table className={table.table} aria-label="Faults">
          <thead>
            <tr>
              <th scope="col" className={table.number}>
                Row
              </th>
              <th scope="col">Field</th>
              <th scope="col">What is wrong</th>
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
            <Button isSmall onClick={() => setShown(shown + 4 * shownAtOnce)}>
              Show more, {formatQuantity(left)} are left
            </Button>
          </p>
        )}
      </TableScroller>
    </section>
  );
}
