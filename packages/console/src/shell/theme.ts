import { useSyncExternalStore } from 'react';

/** Available themes: the system's setting, light or dark. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'stockroom.theme';
const listeners = new Set<() => void>();

function storedTheme(): Theme {
  const stored = localStorage.getItem(key);
  return themes.find((theme) => theme === stored) ?? 'system';
}

/** Sets the selected theme on the document. `tokens.css` does the rest. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = storedTheme();
}

/** The selected theme and a setter. Stored in this browser. */
export function useTheme(): [Theme, (next: Theme) => void] {
  const current = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, storedTheme);
  const setTheme = (next: Theme) => {
    localStorage.setItem(key, next);
    applyTheme();
    for (const listener of listeners) listener();
  };
  return [current, setTheme];
}
