import type { Item } from '@stockroom/client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { itemsQuery } from '../queries.ts';
import { May } from '../session/require-scope.tsx';
import { type ItemFilters, isFiltering } from './item-filters.ts';
import { ItemTable, ItemTableSkeleton } from './item-table.tsx';
import { useLivePages } from './use-refetch-visible-pages.ts';

interface ItemListProps {
  readonly filters: ItemFilters;
  readonly onFilter: (filters: ItemFilters) => void;
  readonly onReceive: (item: Item) => void;
  readonly onCreate: () => void;
  readonly onClearFilters: () => void;
}

/** The items that pass the filters, or why there are none to show. */
export function ItemList({ filters, onFilter, onReceive, ...offers }: ItemListProps) {
  const list = useInfiniteQuery({ ...itemsQuery(filters), placeholderData: keepPreviousData });
  const watch = useLivePages(filters);

  if (list.isPending) return <ItemTableSkeleton />;
  if (!list.data) return <ProblemPanel error={list.error} onRetry={list.refetch} />;

  const items = list.data.pages.flatMap((page) => page.entries);
  if (items.length === 0) return <NoItems filters={filters} {...offers} />;
  return (
    <ItemTable
      items={items}
      hasMore={list.hasNextPage}
      isReadingMore={list.isFetchingNextPage}
      moreError={list.isFetchNextPageError ? list.error : undefined}
      isOutdated={list.isPlaceholderData}
      onReadMore={list.fetchNextPage}
      onVisible={watch}
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
          filters.search ? `No item matches “${filters.search}”` : `Nothing in ${filters.category}`
        }
        action={<Button onClick={props.onClearFilters}>Show all items</Button>}
      >
        The search looks into SKUs, names, barcodes and tags. Try a part of one of them.
      </EmptyState>
    );
  }
  if (filters.archived) {
    return (
      <EmptyState title="No archived items">
        An item that is no longer stocked can be archived on its page. Its history stays.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No items yet"
      action={
        <May scope="inventory:write">
          <Button icon="plus" onClick={props.onCreate}>
            Create the first item
          </Button>
        </May>
      }
    >
      An item is something you keep: give it a SKU and a name, then receive its first stock.
    </EmptyState>
  );
}
