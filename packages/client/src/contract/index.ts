export * from './import.ts';
export * from './items.ts';
export { type Answer, defaultBodyLimit, defineOperation, type Operation } from './operation.ts';
export { operations } from './operations.ts';
export * from './reservations.ts';
export { type ErrorStatus, errorStatusesOf, type ResponseHeader } from './responses.ts';
export { type Access, type Route, routes, type Scope, scopes } from './routes.ts';
export * from './stock.ts';
export * from './streams.ts';
