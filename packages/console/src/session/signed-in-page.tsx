import { useEffect } from 'react';
import { LinkButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { paths } from '../paths.ts';
import { broadcastSessionChange } from './session-channel.ts';

/** Last page of the sign-in window: notifies the other windows and closes itself. */
export default function SignedInPage() {
  useEffect(() => {
    broadcastSessionChange();
    window.close();
  }, []);
  return (
    <EmptyState
      isPage
      title="You are signed in"
      action={<LinkButton href={paths.items}>Go to items</LinkButton>}
    >
      Close this window and continue in the previous one.
    </EmptyState>
  );
}
