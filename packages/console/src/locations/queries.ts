import { entriesOf } from '@stockroom/client';
import { queryOptions } from '@tanstack/react-query';
import { queryApi } from '../api/client.ts';

/** All locations, from every page of the list: any of them may be selected or scanned. */
export const locationsQuery = queryOptions({
  queryKey: ['locations'],
  queryFn: ({ signal }) =>
    Array.fromAsync(entriesOf(queryApi.listLocations, { query: { limit: 200 } }, { signal })),
});
