import { useCallback, useRef } from 'react';

/**
 * Idempotency keys for a form. The same body gets the same key, so a form that is submitted again
 * after a lost response takes effect once.
 *
 * @returns `keyFor` a request body, and `reset` to call after success: the same body is then a new
 * request
 */
export function useIdempotencyKey(): { keyFor: (body: unknown) => string; reset: () => void } {
  const keys = useRef(new Map<string, string>());
  const keyFor = useCallback((body: unknown) => {
    const text = JSON.stringify(body);
    const key = keys.current.get(text) ?? crypto.randomUUID();
    keys.current.set(text, key);
    return key;
  }, []);
  const reset = useCallback(() => keys.current.clear(), []);
  return { keyFor, reset };
}
