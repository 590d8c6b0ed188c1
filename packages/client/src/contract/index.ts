export * from './import.ts';
export * from './items.ts';
export { type Answer, defineOperation, type Operation, type Scope } from './operation.ts';
export { operations } from './operations.ts';
export * from './reservations.ts';
export { type Route, routes } from './routes.ts';
export * from './stock.ts';
export * from './streams.ts';
