import { createClient } from '@stockroom/client';
import { withSessionCheck } from './session.ts';

/** Client of the inventory API on this origin, for mutations and single requests. */
export const api = createClient({ fetch: withSessionCheck(fetch) });

/**
 * The same client for query functions, without retries: TanStack Query retries them itself.
 * Retrying in both places would use up the client's retry budget while the server is down, and a
 * mutation could not be retried when the server is back.
 */
export const queryApi = createClient({ retries: 0, fetch: withSessionCheck(fetch) });
