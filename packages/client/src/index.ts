export {
  type CallOptions,
  type ClientOptions,
  createClient,
  type InventoryClient,
} from './client.ts';
export type * from './contract/items.ts';
export type * from './contract/reservations.ts';
export type * from './contract/stock.ts';
export { entriesOf } from './entries.ts';
export { type FeedEntry, type FollowOptions, followMovements } from './follow.ts';
export { type ProblemDetails, ProblemError } from './problem-error.ts';
