import { useSyncExternalStore } from 'react';

/** What a person may choose: as the system has it, or always one of the two. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'stockroom.theme';
const listeners = new Set<() => void>();

function theme(): Theme {
  const chosen = localStorage.getItem(key);
  return themes.find((known) => known === chosen) ?? 'system';
}

/** Puts the chosen theme on the page; tokens.css does the rest. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = theme();
}

/** The chosen theme and the way to choose another; kept in this browser. */
export function useTheme(): [Theme, (next: Theme) => void] {
  const current = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, theme);
  const choose = (next: Theme) => {
    localStorage.setItem(key, next);
    applyTheme();
    for (const listener of listeners) listener();
  };
  return [current, choose];
}
