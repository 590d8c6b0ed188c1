import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import styles from './notices.module.css';

/** Something that was done, with at most one thing to do about it. */
interface Notice {
  readonly message: ReactNode;
  /** "Undo", for example. The notice goes away with it. */
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly tone?: 'done' | 'failed';
}

type Shown = Notice & { readonly id: number };

const secondsShown = 8;
const mostShown = 3;

let shown: readonly Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function show(next: readonly Shown[]) {
  shown = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => show(shown.filter((notice) => notice.id !== id));

/** Tells the person that something was done. */
export function notify(notice: Notice): void {
  lastId += 1;
  show([...shown, { ...notice, id: lastId }].slice(-mostShown));
}

/** Where notices appear; spoken by screen readers as they come. */
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

function NoticeCard({ notice }: { notice: Shown }) {
  const [isHeld, setHeld] = useState(false);

  // Whoever points at it or has the focus in it may still need it.
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(notice.id), secondsShown * 1000);
    return () => clearTimeout(timer);
  }, [isHeld, notice.id]);

  const { action, tone = 'done' } = notice;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the notice from leaving.
    <div
      className={`${styles.notice} ${styles[tone]}`}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
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
