import type { Scope } from '@stockroom/client';
import { createContext, type ReactNode, use } from 'react';
import { LinkButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';

/**
 * What the person at this page may do: also while their session is over, so that what they are at
 * stays as it is until they are signed in again.
 */
export const GrantedScopes = createContext<readonly string[]>([]);

/** Whether the person at this page may do what needs the scope. */
export const useMay = (needed: Scope): boolean => use(GrantedScopes).includes(needed);

interface MayProps {
  readonly scope: Scope;
  readonly children: ReactNode;
}

/** Offers something only to who may do it. */
export function May({ scope, children }: MayProps) {
  return useMay(scope) ? children : null;
}

/** A page that only those may use who may do what it is for. */
export function MayPage({ scope, children }: MayProps) {
  if (useMay(scope)) return children;
  return (
    <EmptyState
      isPage
      title="You may not do this"
      action={<LinkButton href="/">To the items</LinkButton>}
    >
      You may look at the inventory, not change it. Ask whoever administers Stockroom if you should.
    </EmptyState>
  );
}
