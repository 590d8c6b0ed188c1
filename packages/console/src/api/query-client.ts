import { QueryClient } from '@tanstack/react-query';
import { isUnreachable } from './reachability.ts';

const retryDelay = (attempt: number) => Math.min(500 * 2 ** attempt, 3_000);

/**
 * The cache of what the server said. A read that cannot reach the server is repeated until it can,
 * so every page heals by itself; a refusal is shown at once, as repeating it would change nothing.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A machine without internet still reaches a Stockroom on its own network.
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 2_000,
      retry: (_failures, error) => isUnreachable(error),
      retryDelay,
    },
    // The client repeats what is safe to repeat.
    mutations: { networkMode: 'always', retry: false },
  },
});
