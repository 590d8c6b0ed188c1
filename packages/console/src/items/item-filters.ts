import type { ItemSort } from '@stockroom/client';

/** Filters of the item list. They are kept in the URL, so that a view can be shared. */
export interface ItemFilters {
  /** Part of the SKU, name, barcode or a tag. Empty: all items. */
  readonly search: string;
  readonly category: string;
  /** Whether to list archived items instead of active ones. */
  readonly archived: boolean;
  readonly sort: ItemSort;
}

/** All active items, sorted by SKU. */
export const noFilters: ItemFilters = { search: '', category: '', archived: false, sort: 'sku' };

const sorts: Readonly<Record<ItemSort, true>> = {
  sku: true,
  '-sku': true,
  name: true,
  '-name': true,
  updatedAt: true,
  '-updatedAt': true,
};

const isSort = (text: string | null): text is ItemSort =>
  text !== null && Object.hasOwn(sorts, text);

/** Parses the filters from a URL's query. Invalid values are ignored. */
export function filtersFrom(params: URLSearchParams): ItemFilters {
  const sort = params.get('sort');
  return {
    search: params.get('search')?.trim() ?? '',
    category: params.get('category')?.trim() ?? '',
    archived: params.get('archived') === 'true',
    sort: isSort(sort) ? sort : 'sku',
  };
}

/** The filters that differ from `noFilters`, as query parameters of the API and the URL. */
export function queryOf({ search, category, archived, sort }: ItemFilters): {
  readonly search?: string;
  readonly category?: string;
  readonly archived?: true;
  readonly sort?: ItemSort;
} {
  return {
    ...(search.trim() && { search: search.trim() }),
    ...(category && { category }),
    ...(archived && { archived }),
    ...(sort !== 'sku' && { sort }),
  };
}

/** The filters as a URL's query. Default values are left out. */
export const paramsOf = (filters: ItemFilters): URLSearchParams =>
  new URLSearchParams(
    Object.entries(queryOf(filters)).map(([name, value]) => [name, String(value)]),
  );

/** Whether a search or a category limits the list. */
export const isFiltering = ({ search, category }: ItemFilters): boolean =>
  search !== '' || category !== '';
