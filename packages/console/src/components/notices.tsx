import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import styles from './notices.module.css';

/** A short-lived message about a completed or failed action. */
interface Notice {
  readonly message: ReactNode;
  /** At most one follow-up action, such as "Undo". It dismisses the notice. */
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly tone?: 'done' | 'failed';
}

type ShownNotice = Notice & { readonly id: number };

const secondsShown = 8;
const maximumShown = 3;

let shown: readonly ShownNotice[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function show(next: readonly ShownNotice[]) {
  shown = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => show(shown.filter((notice) => notice.id !== id));

/** Shows a notice for 8 seconds. */
export function notify(notice: Notice): void {
  lastId += 1;
  show([...shown, { ...notice, id: lastId }].slice(-maximumShown));
}

/** The area where notices appear. Screen readers announce them. */
export function NoticeArea() {
  const notices = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <div className={styles.area} role="status">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { notice: ShownNotice }) {
  const [isPaused, setPaused] = useState(false);

  // A notice under the pointer or with the focus in it may still be needed.
  useEffect(() => {
    if (isPaused) return;
    const timer = setTimeout(() => dismiss(notice.id), secondsShown * 1000);
    return () => clearTimeout(timer);
  }, [isPaused, notice.id]);

  const { action, tone = 'done' } = notice;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only pauses the timer.
    <div
      className={`${styles.notice} ${styles[tone]}`}
      onMouseEnter={() => setPaused(true)}
      onMouseLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
    >
      <p>{notice.message}</p>
      {action && (
        <Button
          weight="quiet"
          isSmall
          onClick={() => {
            dismiss(notice.id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={() => dismiss(notice.id)} />
    </div>
  );
}
