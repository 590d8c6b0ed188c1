import { useEffect } from 'react';
import { LinkButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { announceSession } from './session-channel.ts';

/** Where a window ends that was opened to sign in: it tells the page behind it and closes. */
export default function SignedInPage() {
  useEffect(() => {
    announceSession();
    window.close();
  }, []);
  return (
    <EmptyState
      isPage
      title="You are signed in"
      action={<LinkButton href="/">To the items</LinkButton>}
    >
      Close this window and go on in the one that you came from.
    </EmptyState>
  );
}
