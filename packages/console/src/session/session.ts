import type { Scope } from '@stockroom/client/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { queryClient } from '../query-client.ts';

/** What a person may do, each with those before it; the contract's own list comes with its schemas. */
const scopes = [
  'inventory:read',
  'inventory:write',
  'inventory:admin',
] as const satisfies readonly Scope[];

export type { Scope };

/** Who is signed in here, as the gateway tells it. */
export interface Session {
  /** Where signing in begins; null where only programs are let in. */
  readonly signIn: string | null;
  /** Null where nobody is signed in. */
  readonly person: Person | null;
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

/** Whether somebody with these scopes may do what needs the other. */
export const permits = (given: readonly string[], needed: Scope): boolean =>
  scopes.slice(scopes.indexOf(needed)).some((scope) => given.includes(scope));

/** Whether somebody is signed in now who may at least look. */
export const useIsIn = (): boolean => permits(useSession()?.scopes ?? [], 'inventory:read');

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
