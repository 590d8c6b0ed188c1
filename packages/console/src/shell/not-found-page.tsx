import { LinkButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';

/** For an address that no page has. */
export function NotFoundPage() {
  return (
    <>
      <title>Not found – Stockroom</title>
      <EmptyState
        isPage
        title="There is no such page"
        action={<LinkButton href="/">All items</LinkButton>}
      >
        The address may be mistyped, or the page has moved.
      </EmptyState>
    </>
  );
}
