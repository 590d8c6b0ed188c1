import table from '../components/data-table.module.css';
import { Panel } from '../components/panel.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { importedColumns } from './columns.ts';
import styles from './import-page.module.css';

/** Describes the file format, with an example to download. */
export function FormatHelp() {
  return (
    <Panel title="File format">
      <p className={styles.help}>
        Use CSV in UTF-8, with commas as separators and the column names below in the first row, in
        any order. Or use JSON Lines: one item per line as a JSON object. A row with an existing SKU
        updates that item; empty cells leave values unchanged. You can import an exported file
        again.{' '}
        <a href="/import-example.csv" download>
          Download an example
        </a>
      </p>
      <TableScroller label="Columns">
        <table className={table.table} aria-label="Columns">
          <tbody>
            {Object.entries(importedColumns).map(([name, meaning]) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td className={table.quiet}>{meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroller>
    </Panel>
  );
}
