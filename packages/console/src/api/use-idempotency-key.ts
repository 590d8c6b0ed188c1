import { useCallback, useRef } from 'react';

/**
 * Gives the same idempotency key for the same body, so that sending a form again after a lost
 * answer books it once. Call `done` when it is booked: the same body is then a new intention.
 */
export function useRepeatKey(): { keyOf: (body: unknown) => string; done: () => void } {
  const keys = useRef(new Map<string, string>());
  const keyOf = useCallback((body: unknown) => {
    const text = JSON.stringify(body);
    const key = keys.current.get(text) ?? crypto.randomUUID();
    keys.current.set(text, key);
    return key;
  }, []);
  const done = useCallback(() => keys.current.clear(), []);
  return { keyOf, done };
}
