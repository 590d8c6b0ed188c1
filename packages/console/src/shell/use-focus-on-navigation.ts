import { type RefObject, useEffect, useRef } from 'react';

/**
 * Makes a change of page felt as one: the new page starts at its top and has the focus, so that a
 * screen reader speaks from there. Going back keeps the place that the browser remembers.
 */
export function useArrival<Target extends HTMLElement>(path: string): RefObject<Target | null> {
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
