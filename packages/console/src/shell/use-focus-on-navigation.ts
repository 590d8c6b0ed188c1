import { type RefObject, useEffect, useRef } from 'react';

/**
 * Scrolls to the top and moves the focus to the main element when the path changes, so that screen
 * readers start there. The Back button keeps the browser's scroll position.
 */
export function useFocusOnNavigation<Target extends HTMLElement>(
  path: string,
): RefObject<Target | null> {
  const target = useRef<Target>(null);
  const lastPath = useRef(path);
  const wentBack = useRef(false);

  useEffect(() => {
    const remember = () => {
      wentBack.current = true;
    };
    window.addEventListener('popstate', remember);
    return () => window.removeEventListener('popstate', remember);
  }, []);

  useEffect(() => {
    if (path === lastPath.current) return;
    lastPath.current = path;
    target.current?.focus({ preventScroll: true });
    if (!wentBack.current) window.scrollTo(0, 0);
    wentBack.current = false;
  }, [path]);

  return target;
}
