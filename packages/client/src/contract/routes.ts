/** The permissions of callers. Each includes those before it: `inventory:admin` also permits writing and reading. */
export const scopes = ['inventory:read', 'inventory:write', 'inventory:admin'] as const;

export type Scope = (typeof scopes)[number];

/** The scope that a route requires; `public` requires none. */
export type Access = 'public' | Scope;

/** Method and path of an operation, the scope that it requires, and whether clients may retry it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with parameters in braces: `/api/v1/items/{sku}`. */
  readonly path: `/${string}`;
  readonly access: Access;
  /** `safe`: changes nothing. `with-key`: applied once per idempotency key. `no`: every request is applied. */
  readonly repeat: 'safe' | 'with-key' | 'no';
  /** Media types of an uploaded file. Without it, the body is JSON. */
  readonly upload?: readonly [string, ...string[]];
}

/** Path of the streamed export (see streams.ts). */
export const itemExportPath = '/api/v1/items/export';

/** Path of the live feed (see streams.ts). */
export const movementFeedPath = '/api/v1/movements/feed';

/** The route of every operation. Separate from the schemas, so that browsers load only this. */
export const routes = {
  listItems: { method: 'GET', path: '/api/v1/items', access: 'inventory:read', repeat: 'safe' },
  createItem: { method: 'POST', path: '/api/v1/items', access: 'inventory:write', repeat: 'no' },
  importItems: {
    method: 'POST',
    path: '/api/v1/items/import',
    access: 'inventory:write',
    repeat: 'with-key',
    upload: ['text/csv', 'application/x-ndjson'],
  },
  getItem: { method: 'GET', path: '/api/v1/items/{sku}', access: 'inventory:read', repeat: 'safe' },
  updateItem: {
    method: 'PATCH',
    path: '/api/v1/items/{sku}',
    access: 'inventory:write',
    repeat: 'no',
  },
  listItemStock: {
    method: 'GET',
    path: '/api/v1/items/{sku}/stock',
    access: 'inventory:read',
    repeat: 'safe',
  },
  listItemMovements: {
    method: 'GET',
    path: '/api/v1/items/{sku}/movements',
    access: 'inventory:read',
    repeat: 'safe',
  },
  receiveStock: {
    method: 'POST',
    path: '/api/v1/receipts',
    access: 'inventory:write',
    repeat: 'with-key',
  },
  issueStock: {
    method: 'POST',
    path: '/api/v1/issues',
    access: 'inventory:write',
    repeat: 'with-key',
  },
  adjustStock: {
    method: 'POST',
    path: '/api/v1/adjustments',
    access: 'inventory:write',
    repeat: 'with-key',
  },
  listMovements: {
    method: 'GET',
    path: '/api/v1/movements',
    access: 'inventory:read',
    repeat: 'safe',
  },
  transferStock: {
    method: 'POST',
    path: '/api/v1/transfers',
    access: 'inventory:write',
    repeat: 'with-key',
  },
  countStock: {
    method: 'POST',
    path: '/api/v1/counts',
    access: 'inventory:write',
    repeat: 'with-key',
  },
  reserveStock: {
    method: 'POST',
    path: '/api/v1/reservations',
    access: 'inventory:write',
    repeat: 'with-key',
  },
  listReservations: {
    method: 'GET',
    path: '/api/v1/reservations',
    access: 'inventory:read',
    repeat: 'safe',
  },
  getReservation: {
    method: 'GET',
    path: '/api/v1/reservations/{id}',
    access: 'inventory:read',
    repeat: 'safe',
  },
  confirmReservation: {
    method: 'POST',
    path: '/api/v1/reservations/{id}/confirmation',
    access: 'inventory:write',
    repeat: 'with-key',
  },
  releaseReservation: {
    method: 'POST',
    path: '/api/v1/reservations/{id}/release',
    access: 'inventory:write',
    repeat: 'with-key',
  },
  listLowStock: {
    method: 'GET',
    path: '/api/v1/low-stock',
    access: 'inventory:read',
    repeat: 'safe',
  },
  getValuation: {
    method: 'GET',
    path: '/api/v1/valuation',
    access: 'inventory:read',
    repeat: 'safe',
  },
  getTotals: { method: 'GET', path: '/api/v1/totals', access: 'inventory:read', repeat: 'safe' },
  listLocations: {
    method: 'GET',
    path: '/api/v1/locations',
    access: 'inventory:read',
    repeat: 'safe',
  },
  createLocation: {
    method: 'POST',
    path: '/api/v1/locations',
    access: 'inventory:admin',
    repeat: 'no',
  },
} as const satisfies Record<string, Route>;
