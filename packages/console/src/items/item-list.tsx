import type { Item } from '@stockroom/client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { RequireScope } from '../session/require-scope.tsx';
import { type ItemFilters, isFiltering } from './item-filters.ts';
import { ItemTable, ItemTableSkeleton } from './item-table.tsx';
import { itemsQuery } from './queries.ts';
import { useRefetchVisiblePages } from './use-refetch-visible-pages.ts';

interface ItemListProps {
  readonly filters: ItemFilters;
  readonly onFilter: (filters: ItemFilters) => void;
  readonly onReceive: (item: Item) => void;
  readonly onCreate: () => void;
  readonly onClearFilters: () => void;
}

/** The items that match the filters, or an empty state. */
export function ItemList({ filters, onFilter, onReceive, ...actions }: ItemListProps) {
  const list = useInfiniteQuery({ ...itemsQuery(filters), placeholderData: keepPreviousData });
  const setVisibleRows = useRefetchVisiblePages(filters);

  if (list.isPending) return <ItemTableSkeleton />;
  if (!list.data) return <ProblemPanel error={list.error} onRetry={list.refetch} />;

  const items = list.data.pages.flatMap((page) => page.entries);
  if (items.length === 0) return <NoItems filters={filters} {...actions} />;
  return (
    <ItemTable
      items={items}
      hasMore={list.hasNextPage}
      isLoadingMore={list.isFetchingNextPage}
      moreError={list.isFetchNextPageError ? list.error : undefined}
      isOutdated={list.isPlaceholderData}
      onLoadMore={list.fetchNextPage}
      onVisible={setVisibleRows}
      onCategory={(category) => onFilter({ ...filters, category })}
      onReceive={onReceive}
    />
  );
}

function NoItems(props: Pick<ItemListProps, 'filters' | 'onCreate' | 'onClearFilters'>) {
  const { filters } = props;
  if (isFiltering(filters)) {
    return (
      <EmptyState
        title={
          filters.search ? `No items match “${filters.search}”` : `No items in ${filters.category}`
        }
        action={<Button onClick={props.onClearFilters}>Show all items</Button>}
      >
        Search covers SKUs, names, barcodes and tags. Try a shorter search term.
      </EmptyState>
    );
  }
  if (filters.archived) {
    return (
      <EmptyState title="No archived items">
        You can archive an item you no longer stock on its page. Its history is kept.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No items yet"
      action={
        <RequireScope scope="inventory:write">
          <Button icon="plus" onClick={props.onCreate}>
            Create item
          </Button>
        </RequireScope>
      }
    >
      Give your first item a SKU and a name, then receive stock for it.
    </EmptyState>
  );
}
