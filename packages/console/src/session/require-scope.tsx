import type { Scope } from '@stockroom/client';
import { createContext, type ReactNode, use } from 'react';
import { LinkButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { paths } from '../paths.ts';

/**
 * Scopes of the signed-in user. They are kept while the session is expired, so that an open page
 * does not change until the user signs in again.
 */
export const GrantedScopes = createContext<readonly string[]>([]);

/** Whether the user has the scope. */
export const useHasScope = (scope: Scope): boolean => use(GrantedScopes).includes(scope);

interface RequireScopeProps {
  readonly scope: Scope;
  readonly children: ReactNode;
}

/** Renders its children only for users with the scope. */
export function RequireScope({ scope, children }: RequireScopeProps) {
  return useHasScope(scope) ? children : null;
}

/** Like `RequireScope` for a whole page: other users see that they have no permission. */
export function RequireScopePage({ scope, children }: RequireScopeProps) {
  if (useHasScope(scope)) return children;
  return (
    <EmptyState
      isPage
      title="You don't have permission"
      action={<LinkButton href={paths.items}>Go to items</LinkButton>}
    >
      Your account can view the inventory but not change it. Ask your administrator for access.
    </EmptyState>
  );
}
