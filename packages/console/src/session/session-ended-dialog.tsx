import type { Person } from '../api/session.ts';
import { Dialog } from '../components/dialog.tsx';
import styles from './session-ended-dialog.module.css';
import { SignInBeside } from './sign-in-window-link.tsx';
import { SignOutButton } from './sign-out-button.tsx';

interface SessionOverProps {
  readonly signIn: string | null;
  /** Who signed in since then and may not even look; null where nobody is signed in. */
  readonly person: Person | null;
}

/** Over a page whose session has ended: the way to go on where one was. */
export function SessionOver({ signIn, person }: SessionOverProps) {
  return (
    <Dialog title="Your session is over">
      <div className={styles.content}>
        <p>
          Sign in again in a window of its own and go on here: what you typed stays. What could not
          be saved has to be saved once more.
        </p>
        {signIn !== null && <SignInBeside signIn={signIn} />}
        {person && (
          <>
            <p>
              You are signed in as {person.name} now, who may not read the inventory. To sign in as
              somebody else, sign out first; what you typed is lost then.
            </p>
            <SignOutButton />
          </>
        )}
      </div>
    </Dialog>
  );
}
