import { createClient } from '@stockroom/client';

/** The inventory API at the origin that served this page. */
export const inventory = createClient();
