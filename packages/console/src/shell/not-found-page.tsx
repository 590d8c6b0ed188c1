import { LinkButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { WindowTitle } from '../components/page-header.tsx';
import { paths } from '../paths.ts';

/** Shown for a path without a page. */
export function NotFoundPage() {
  return (
    <>
      <WindowTitle title="Page not found" />
      <EmptyState
        isPage
        title="Page not found"
        action={<LinkButton href={paths.items}>Go to items</LinkButton>}
      >
        Check the address. The page may have moved.
      </EmptyState>
    </>
  );
}
