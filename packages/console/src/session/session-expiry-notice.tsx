import { useEffect, useState } from 'react';
import { refetchSession, useSession } from '../api/session.ts';
import styles from './session-expiry-notice.module.css';
import { SignInWindowLink } from './sign-in-window-link.tsx';

/** The notice appears this long before the session expires. */
const noticeMilliseconds = 5 * 60_000;

/** Browser timers overflow above 2^31 ms (24.8 days) and would fire at once. */
const longestTimeoutMilliseconds = 24 * 3_600_000;

/** Announces that the session is about to expire, with a link to renew it. */
export function SessionExpiryNotice() {
  const session = useSession();
  return (
    <div role="status">
      {session?.expiresAt !== undefined && (
        // A new session starts its own countdown.
        <Countdown key={session.expiresAt} expiresAt={session.expiresAt} signIn={session.signIn} />
      )}
    </div>
  );
}

function Countdown({ expiresAt, signIn }: { expiresAt: string; signIn: string | null }) {
  const left = useTimeLeft(expiresAt);
  if (signIn === null || left > noticeMilliseconds || left <= 0) return null;
  return (
    <p className={styles.notice}>
      <span>Your session ends in {minutes(left)}.</span>
      <SignInWindowLink signIn={signIn} isSmall />
    </p>
  );
}

/** Milliseconds until a timestamp, updated when the notice changes. Refetches the session at the end. */
function useTimeLeft(expiresAt: string): number {
  const [now, setNow] = useState(Date.now);
  const left = Date.parse(expiresAt) - now;

  useEffect(() => {
    if (left <= 0) return;
    const next =
      left > noticeMilliseconds
        ? left - noticeMilliseconds
        : Math.min(left, left % 60_000 || 60_000);
    const timer = setTimeout(
      () => setNow(Date.now()),
      Math.min(next, longestTimeoutMilliseconds) + 100,
    );
    return () => clearTimeout(timer);
  }, [left]);

  const isExpired = left <= 0;
  useEffect(() => {
    if (isExpired) void refetchSession();
  }, [isExpired]);
  return left;
}

const minutes = (milliseconds: number) => {
  const count = Math.ceil(milliseconds / 60_000);
  return count === 1 ? '1 minute' : `${count} minutes`;
};
