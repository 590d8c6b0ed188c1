import { Dialog } from '../components/dialog.tsx';
import styles from './session-over.module.css';
import { SignInBeside } from './sign-in-beside.tsx';

/** Over a page whose session has ended: the way to go on where one was. */
export function SessionOver({ signIn }: { signIn: string | null }) {
  return (
    <Dialog title="Your session is over">
      <div className={styles.content}>
        <p>
          Sign in again in a window of its own and go on here: what you typed stays. What could not
          be saved has to be saved once more.
        </p>
        {signIn !== null && <SignInBeside signIn={signIn} />}
      </div>
    </Dialog>
  );
}
