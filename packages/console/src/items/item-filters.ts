import type { ItemSort } from '@stockroom/client';

/** Which items a person wants to see; lives in the address, so that a view can be shared. */
export interface ItemFilters {
  /** Part of the SKU, the name, the barcode or a tag; empty for all. */
  readonly search: string;
  readonly category: string;
  /** Archived items instead of the others. */
  readonly archived: boolean;
  readonly sort: ItemSort;
}

/** All items, by SKU. */
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

/** Reads the filters from an address; what makes no sense there filters nothing. */
export function filtersFrom(params: URLSearchParams): ItemFilters {
  const sort = params.get('sort');
  return {
    search: params.get('search')?.trim() ?? '',
    category: params.get('category')?.trim() ?? '',
    archived: params.get('archived') === 'true',
    sort: isSort(sort) ? sort : 'sku',
  };
}

/** What the filters say beyond `noFilters`, as the API and the address have it. */
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

/** Writes the filters into an address, leaving out what filters nothing. */
export const paramsOf = (filters: ItemFilters): URLSearchParams =>
  new URLSearchParams(
    Object.entries(queryOf(filters)).map(([name, value]) => [name, String(value)]),
  );

/** Whether anything is left out. */
export const isFiltering = ({ search, category }: ItemFilters): boolean =>
  search !== '' || category !== '';
