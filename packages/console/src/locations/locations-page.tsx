import type { Location } from '@stockroom/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, LinkButton } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { EmptyState } from '../components/empty-state.tsx';
import { notify } from '../components/notices.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { labelsPath } from '../paths.ts';
import { RequireScope } from '../session/require-scope.tsx';
import { CreateLocationDialog } from './create-location-dialog.tsx';
import styles from './locations-page.module.css';
import { locationsQuery } from './queries.ts';
import { sortLocations } from './sort-locations.ts';

/** All locations: warehouses, each with its bins. */
export default function LocationsPage() {
  const locations = useQuery(locationsQuery);
  const [isCreating, setCreating] = useState(false);
  const sorted = sortLocations(locations.data ?? []);
  const onCreated = ({ code }: Location) => {
    setCreating(false);
    notify({ message: `${code} was created.` });
  };

  return (
    <>
      <PageHeader>
        <span className={styles.actions}>
          {sorted.length > 0 && (
            <LinkButton href={labelsPath(sorted.map(({ code }) => code))}>Print labels</LinkButton>
          )}
          <RequireScope scope="inventory:admin">
            <Button weight="primary" icon="plus" onClick={() => setCreating(true)}>
              New location
            </Button>
          </RequireScope>
        </span>
      </PageHeader>
      {locations.isPending && <PageSkeleton />}
      {locations.isError && <ProblemPanel error={locations.error} onRetry={locations.refetch} />}
      {locations.isSuccess && sorted.length === 0 && (
        <EmptyState title="No locations yet">
          Stock is kept at locations. Create a warehouse, then add bins to it.
        </EmptyState>
      )}
      {sorted.length > 0 && <LocationTable locations={sorted} />}
      {isCreating && (
        <CreateLocationDialog
          warehouses={sorted.filter(({ parent }) => parent === null)}
          onClose={() => setCreating(false)}
          onCreated={onCreated}
        />
      )}
    </>
  );
}

function LocationTable({ locations }: { locations: readonly Location[] }) {
  return (
    <TableScroller label="Locations">
      <table className={table.table} aria-label="Locations">
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {locations.map(({ code, name, parent }) => (
            <tr key={code}>
              <th scope="row" className={parent === null ? undefined : styles.bin}>
                <code>{code}</code>
              </th>
              <td>{name}</td>
              <td className={table.quiet}>{parent === null ? 'Warehouse' : `Bin in ${parent}`}</td>
              <td className={table.number}>
                <LinkButton href={labelsPath([code])} weight="quiet" isSmall>
                  Label<span className="visually-hidden"> for {code}</span>
                </LinkButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroller>
  );
}
