import { Link } from 'wouter';
import { Menu } from '../components/menu.tsx';
import { May } from '../session/require-scope.tsx';
import { exportPath } from './export-url.ts';
import type { ItemFilters } from './item-filters.ts';

/** Items in and out as files. */
export function ExchangeMenu({ filters }: { filters: ItemFilters }) {
  return (
    <Menu label="Files">
      <May scope="inventory:write">
        <Link href="/import">Import items…</Link>
        <hr />
      </May>
      <a href={exportPath(filters, 'csv')} download>
        Export these as CSV
      </a>
      <a href={exportPath(filters, 'ndjson')} download>
        Export these as JSON lines
      </a>
    </Menu>
  );
}
