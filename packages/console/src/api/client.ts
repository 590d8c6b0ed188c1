import { createClient } from '@stockroom/client';
import { inSession } from './session.ts';

/** The inventory API at the origin that served this page. */
export const inventory = createClient({ fetch: inSession(fetch) });

/**
 * The same for what the query cache reads. The cache repeats a read until it is answered; twice over
 * would use up, while the server is away, the repetitions that a booking needs when it is back.
 */
export const reads = createClient({ retries: 0, fetch: inSession(fetch) });
