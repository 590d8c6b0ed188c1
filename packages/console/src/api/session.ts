import { queryOptions, useQuery } from '@tanstack/react-query';
import { queryClient } from './query-client.ts';

/** Who is signed in here, as the gateway tells it. */
export interface Session {
  /** Where signing in begins; null where only programs are let in. */
  readonly signIn: string | null;
  /** Null where nobody is signed in. */
  readonly person: Person | null;
  /** What they may, with the scopes that another includes. */
  readonly scopes: readonly string[];
  /** When one has to sign in again. */
  readonly expiresAt?: string;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

/** Who is signed in. Asked for again when one comes back to the window, and when a call is refused. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session> => {
    const response = await fetch('/session', { headers: { accept: 'application/json' }, signal });
    if (!response.ok) throw new TypeError(`/session answers ${response.status}`);
    return (await response.json()) as Session;
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: 'always',
});

/** The session as it was last told; undefined until it is. */
export const useSession = (): Session | undefined => useQuery(sessionQuery).data;

/** Whether somebody is signed in now who may at least look. */
export const useIsIn = (): boolean => useSession()?.scopes.includes('inventory:read') ?? false;

/** Asks again who is signed in: somebody signed in or out, or a session ended. */
export const readSessionAgain = (): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });

/** A fetch for calls to the API that finds out when the session has ended. */
export const inSession =
  (send: typeof fetch): typeof fetch =>
  async (...request) => {
    const response = await send(...request);
    if (response.status === 401) void readSessionAgain();
    return response;
  };
