export * from './import.ts';
export * from './items.ts';
export { defaultBodyLimit, defineOperation, type Operation, type ResponseOf } from './operation.ts';
export { operations } from './operations.ts';
export * from './reservations.ts';
export { type ErrorStatus, errorStatusesOf, type ResponseHeader } from './responses.ts';
export { type Access, type Route, routes, type Scope, scopes } from './routes.ts';
export * from './stock.ts';
export * from './streams.ts';
