import { useEffect, useEffectEvent } from 'react';

/** Actions by key: `{ n: createItem }`. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Binds single keys to actions while the component is mounted, except in fields and dialogs. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const run = shortcuts[event.key];
    if (!run || event.ctrlKey || event.metaKey || event.altKey || isIgnored(event.target)) return;
    event.preventDefault();
    run();
  });

  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

const isIgnored = (target: EventTarget | null) =>
  document.querySelector('dialog[open]') !== null ||
  (target instanceof Element && target.closest('input, select, textarea') !== null);
