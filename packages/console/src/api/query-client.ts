import { QueryClient } from '@tanstack/react-query';
import { isUnreachable } from './reachability.ts';

const retryDelay = (attempt: number) => Math.min(500 * 2 ** attempt, 3_000);

/**
 * The cache of server state. A query that cannot reach the server is retried until it can, so pages
 * recover without a reload. An error response is shown at once: a retry would get the same one.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A device without internet access can still reach a Stockroom on its own network.
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 2_000,
      retry: (_failures, error) => isUnreachable(error),
      retryDelay,
    },
    // The API client retries requests that are safe to repeat.
    mutations: { networkMode: 'always', retry: false },
  },
});
