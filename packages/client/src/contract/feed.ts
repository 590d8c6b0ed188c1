import { movementFeedPath } from './routes.ts';
import { Movement } from './stock.ts';

/** The live feed of movements, as server-sent events (text/event-stream). */
export const movementFeed = {
  method: 'GET',
  path: movementFeedPath,
  summary: 'Tells every movement as it happens, and resumes after Last-Event-ID without a gap',
  tag: 'Stock',
  scope: 'inventory:read',
  /** The event's name; its data is a movement as JSON, its id the place to resume after. */
  event: 'movement',
  schema: Movement,
} as const;
