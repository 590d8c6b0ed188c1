export {
  type CallOptions,
  type ClientOptions,
  createClient,
  type InventoryClient,
  type UploadBody,
} from './client.ts';
export type * from './contract/import.ts';
export type * from './contract/items.ts';
export type * from './contract/reservations.ts';
export { itemExportPath, type Scope } from './contract/routes.ts';
export type * from './contract/stock.ts';
export type { ExportQuery } from './contract/streams.ts';
export { entriesOf } from './entries.ts';
export { type ExportOptions, exportItems } from './export.ts';
export { type FeedEntry, type FeedState, type FollowOptions, followMovements } from './follow.ts';
export { type ProblemDetails, ProblemError } from './problem-error.ts';
