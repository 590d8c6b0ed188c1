/** Prefixes of query keys that several features invalidate. Other keys are private to their query. */

/** All item lists, whatever their filters. */
export const itemListsKey = ['items'] as const;

/** Everything about one item: the item, its stock by location, its movements. */
export const itemKey = (sku: string) => ['item', sku] as const;

/** All reservations: lists and single ones. */
export const reservationsKey = ['reservations'] as const;

/** `meta` of queries that any stock movement may change. The live feed invalidates them. */
export const changesWithStock = { changesWithStock: true } as const;
