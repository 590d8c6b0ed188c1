import { Link } from 'wouter';
import { Menu } from '../components/menu.tsx';
import { paths } from '../paths.ts';
import { RequireScope } from '../session/require-scope.tsx';
import { exportUrl } from './export-url.ts';
import type { ItemFilters } from './item-filters.ts';

/** Imports items from a file, or exports the listed items. */
export function ImportExportMenu({ filters }: { filters: ItemFilters }) {
  return (
    <Menu label="Files">
      <RequireScope scope="inventory:write">
        <Link href={paths.import}>Import items…</Link>
        <hr />
      </RequireScope>
      <a href={exportUrl(filters, 'csv')} download>
        Export as CSV
      </a>
      <a href={exportUrl(filters, 'ndjson')} download>
        Export as JSON Lines
      </a>
    </Menu>
  );
}
