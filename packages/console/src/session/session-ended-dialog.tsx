import type { Person } from '../api/session.ts';
import { Dialog } from '../components/dialog.tsx';
import styles from './session-ended-dialog.module.css';
import { SignInWindowLink } from './sign-in-window-link.tsx';
import { SignOutButton } from './sign-out-button.tsx';

interface SessionEndedDialogProps {
  readonly signIn: string | null;
  /** A user who has signed in since then but has no read access; null if no one is signed in. */
  readonly person: Person | null;
}

/** Covers a page whose session has ended, and lets the user sign in again without leaving it. */
export function SessionEndedDialog({ signIn, person }: SessionEndedDialogProps) {
  return (
    <Dialog title="Your session has ended">
      <div className={styles.content}>
        <p>
          Sign in again in a new window, then continue here. What you typed is kept. If something
          could not be saved, save it again.
        </p>
        {signIn !== null && <SignInWindowLink signIn={signIn} />}
        {person && (
          <>
            <p>
              You are now signed in as {person.name}. This account cannot view the inventory. To use
              another account, sign out first. You will lose what you typed.
            </p>
            <SignOutButton />
          </>
        )}
      </div>
    </Dialog>
  );
}
