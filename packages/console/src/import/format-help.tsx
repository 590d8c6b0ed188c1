import table from '../components/data-table.module.css';
import { Panel } from '../components/panel.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { importedColumns } from './columns.ts';
import styles from './import-page.module.css';

/** What a file must look like, with one to begin from. */
export function FormatHelp() {
  return (
    <Panel title="What the file holds">
      <p className={styles.help}>
        CSV in UTF-8 with commas, its first row naming the columns below in any order; or one item
        as a JSON object per line. A row whose SKU is there already changes that item, and an empty
        cell changes nothing. An export of the items can be imported again.{' '}
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
