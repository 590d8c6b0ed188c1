import type { Item } from '@stockroom/client';
import { useCallback, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { Button } from '../components/button.tsx';
import { notify } from '../components/notices.tsx';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { itemPath } from '../item/item-path.ts';
import { useMay } from '../session/require-scope.tsx';
import { ReceiveDialog } from '../stock/receive-dialog.tsx';
import { CreateItemDialog } from './create-item-dialog.tsx';
import { FilterBar } from './filter-bar.tsx';
import { ExchangeMenu } from './import-export-menu.tsx';
import { filtersFrom, type ItemFilters, noFilters, paramsOf } from './item-filters.ts';
import { ItemList } from './item-list.tsx';
import styles from './items-page.module.css';
import { SearchField } from './search-field.tsx';

/** All items with their stock: find one, create one, receive stock. */
export function ItemsPage() {
  const [params, setParams] = useSearchParams();
  const [, navigate] = useLocation();
  const [isCreating, setCreating] = useState(false);
  const [receiving, setReceiving] = useState<Item>();
  const searchField = useRef<HTMLInputElement>(null);
  const filters = filtersFrom(params);
  const mayWrite = useMay('inventory:write');

  const filter = (next: ItemFilters) => setParams(paramsOf(next), { replace: true });
  const search = useCallback(
    (text: string) =>
      setParams((now) => paramsOf({ ...filtersFrom(now), search: text }), { replace: true }),
    [setParams],
  );

  useShortcuts({
    '/': () => searchField.current?.focus(),
    n: () => mayWrite && setCreating(true),
  });

  const onCreated = (item: Item) => {
    notify({ message: `${item.sku} is created. Now receive its first stock.` });
    navigate(itemPath(item.sku));
  };

  return (
    <>
      <title>Items – Stockroom</title>
      <header className={styles.header}>
        <h1>Items</h1>
        <SearchField ref={searchField} value={filters.search} onChange={search} />
        <ExchangeMenu filters={filters} />
        {mayWrite && (
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
