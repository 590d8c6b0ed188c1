import { useEffect, useState } from 'react';
import { readSessionAgain, useSession } from '../api/session.ts';
import styles from './session-expiry-notice.module.css';
import { SignInBeside } from './sign-in-window-link.tsx';

/** How long before its end a session is said to end, in milliseconds. */
const saidBefore = 5 * 60_000;

/** Longer waits overflow the browser's timers and would end at once. */
const longestWait = 24 * 3_600_000;

/** Says quietly that the session is about to end, with the way to begin a new one before it does. */
export function SessionEnding() {
  const session = useSession();
  return (
    <div role="status">
      {session?.expiresAt !== undefined && (
        // What time it was in the session before, days ago perhaps, says nothing about this one.
        <Ending key={session.expiresAt} expiresAt={session.expiresAt} signIn={session.signIn} />
      )}
    </div>
  );
}

function Ending({ expiresAt, signIn }: { expiresAt: string; signIn: string | null }) {
  const left = useTimeLeft(expiresAt);
  if (signIn === null || left > saidBefore || left <= 0) return null;
  return (
    <p className={styles.notice}>
      <span>Your session ends in {minutes(left)}.</span>
      <SignInBeside signIn={signIn} isSmall />
    </p>
  );
}

/** Milliseconds until a moment, told again when it matters; asks for the session when it has come. */
function useTimeLeft(expiresAt: string): number {
  const [now, setNow] = useState(Date.now);
  const left = Date.parse(expiresAt) - now;

  useEffect(() => {
    if (left <= 0) return;
    const next = left > saidBefore ? left - saidBefore : Math.min(left, left % 60_000 || 60_000);
    const timer = setTimeout(() => setNow(Date.now()), Math.min(next, longestWait) + 100);
    return () => clearTimeout(timer);
  }, [left]);

  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) void readSessionAgain();
  }, [isOver]);
  return left;
}

const minutes = (milliseconds: number) => {
  const count = Math.ceil(milliseconds / 60_000);
  return count === 1 ? 'a minute' : `${count} minutes`;
};
