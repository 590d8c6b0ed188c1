/** What a caller may do. Each includes those before it: who may administer may write and read. */
export const scopes = ['inventory:read', 'inventory:write', 'inventory:admin'] as const;

export type Scope = (typeof scopes)[number];

/** Who may call: anybody, or a caller with this scope. */
export type Access = 'public' | Scope;

/** Method and path of an operation, who may call it, and whether a client may send it again. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with parameters in braces: `/api/v1/items/{sku}`. */
  readonly path: `/${string}`;
  readonly access: Access;
  /** `safe`: changes nothing. `with-key`: applied once per idempotency key. `no`: every call counts. */
  readonly repeat: 'safe' | 'with-key' | 'no';
  /** Media types of a body that is sent as it is, a file; JSON without it. */
  readonly upload?: readonly [string, ...string[]];
}

/** Where what is read as a stream is found (see streams.ts). */
export const itemExportPath = '/api/v1/items/export';

export const movementFeedPath = '/api/v1/movements/feed';

/** Where every operation is found. Apart from the schemas, so that a browser loads only this. */
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
