import { queryOptions, useQuery } from '@tanstack/react-query';
import { gatewayPaths } from '../paths.ts';
import { queryClient } from './query-client.ts';

/** The gateway's session, as `GET /session` returns it. */
export interface Session {
  /** Path that starts the sign-in; null if only API keys are accepted. */
  readonly signIn: string | null;
  /** The signed-in user; null if no one is signed in. */
  readonly person: Person | null;
  /** Granted scopes, including those that another scope implies. */
  readonly scopes: readonly string[];
  /** When the session expires, as an ISO timestamp. */
  readonly expiresAt?: string;
}

/** A signed-in user. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

/** The current session. Refetched when the window gets the focus and after a 401 response. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session> => {
    const response = await fetch(gatewayPaths.session, {
      headers: { accept: 'application/json' },
      signal,
    });
    if (!response.ok) throw new TypeError(`${gatewayPaths.session} returned ${response.status}`);
    return (await response.json()) as Session;
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: 'always',
});

/** The session as last fetched; undefined until the first response. */
export const useSession = (): Session | undefined => useQuery(sessionQuery).data;

/** Whether the current session has read access to the inventory. */
export const useCanRead = (): boolean => useSession()?.scopes.includes('inventory:read') ?? false;

/** Fetches the session again, after a sign-in, a sign-out or an expired session. */
export const refetchSession = (): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });

/** Wraps a fetch for API requests: a 401 response refetches the session. */
export const withSessionCheck =
  (send: typeof fetch): typeof fetch =>
  async (...request) => {
    const response = await send(...request);
    if (response.status === 401) void refetchSession();
    return response;
  };
