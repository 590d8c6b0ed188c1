import type { Item } from '@stockroom/client';
import { useCallback, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { Button } from '../components/button.tsx';
import { notify } from '../components/notices.tsx';
import { WindowTitle } from '../components/page-header.tsx';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { itemPath } from '../paths.ts';
import { useHasScope } from '../session/require-scope.tsx';
import { ReceiveDialog } from '../stock/receive-dialog.tsx';
import { CreateItemDialog } from './create-item-dialog.tsx';
import { FilterBar } from './filter-bar.tsx';
import { ImportExportMenu } from './import-export-menu.tsx';
import { filtersFrom, type ItemFilters, noFilters, paramsOf } from './item-filters.ts';
import { ItemList } from './item-list.tsx';
import styles from './items-page.module.css';
import { SearchField } from './search-field.tsx';

/** The item list: search and filter items, create one, receive stock. */
export function ItemsPage() {
  const [params, setParams] = useSearchParams();
  const [, navigate] = useLocation();
  const [isCreating, setCreating] = useState(false);
  const [receiving, setReceiving] = useState<Item>();
  const searchField = useRef<HTMLInputElement>(null);
  const filters = filtersFrom(params);
  const canWrite = useHasScope('inventory:write');

  const filter = (next: ItemFilters) => setParams(paramsOf(next), { replace: true });
  const search = useCallback(
    (text: string) =>
      setParams((current) => paramsOf({ ...filtersFrom(current), search: text }), {
        replace: true,
      }),
    [setParams],
  );

  useShortcuts({
    '/': () => searchField.current?.focus(),
    n: () => canWrite && setCreating(true),
  });

  const onCreated = (item: Item) => {
    notify({ message: `${item.sku} was created. You can now receive stock.` });
    navigate(itemPath(item.sku));
  };

  return (
    <>
      <WindowTitle />
      <header className={styles.header}>
        <h1>Items</h1>
        <SearchField ref={searchField} value={filters.search} onChange={search} />
        <ImportExportMenu filters={filters} />
        {canWrite && (
          <Button weight="primary" icon="plus" onClick={() => setCreating(true)}>
            New item
          </Button>
        )}
      </header>
      <FilterBar filters={filters} onChange={filter} />
      <ItemList
        filters={filters}
        onFilter={filter}
        onReceive={setReceiving}
        onCreate={() => setCreating(true)}
        onClearFilters={() => filter({ ...noFilters, archived: filters.archived })}
      />
      {isCreating && <CreateItemDialog onClose={() => setCreating(false)} onCreated={onCreated} />}
      {receiving && <ReceiveDialog item={receiving} onClose={() => setReceiving(undefined)} />}
    </>
  );
}
