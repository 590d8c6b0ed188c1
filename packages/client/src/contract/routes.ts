/** Method and path of an operation, and whether a client may send it again. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with parameters in braces: `/api/v1/items/{sku}`. */
  readonly path: `/${string}`;
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
  listItems: { method: 'GET', path: '/api/v1/items', repeat: 'safe' },
  createItem: { method: 'POST', path: '/api/v1/items', repeat: 'no' },
  importItems: {
    method: 'POST',
    path: '/api/v1/items/import',
    repeat: 'with-key',
    upload: ['text/csv', 'application/x-ndjson'],
  },
  getItem: { method: 'GET', path: '/api/v1/items/{sku}', repeat: 'safe' },
  updateItem: { method: 'PATCH', path: '/api/v1/items/{sku}', repeat: 'no' },
  listItemStock: { method: 'GET', path: '/api/v1/items/{sku}/stock', repeat: 'safe' },
  listItemMovements: { method: 'GET', path: '/api/v1/items/{sku}/movements', repeat: 'safe' },
  receiveStock: { method: 'POST', path: '/api/v1/receipts', repeat: 'with-key' },
  issueStock: { method: 'POST', path: '/api/v1/issues', repeat: 'with-key' },
  adjustStock: { method: 'POST', path: '/api/v1/adjustments', repeat: 'with-key' },
  listMovements: { method: 'GET', path: '/api/v1/movements', repeat: 'safe' },
  transferStock: { method: 'POST', path: '/api/v1/transfers', repeat: 'with-key' },
  countStock: { method: 'POST', path: '/api/v1/counts', repeat: 'with-key' },
  reserveStock: { method: 'POST', path: '/api/v1/reservations', repeat: 'with-key' },
  listReservations: { method: 'GET', path: '/api/v1/reservations', repeat: 'safe' },
  getReservation: { method: 'GET', path: '/api/v1/reservations/{id}', repeat: 'safe' },
  confirmReservation: {
    method: 'POST',
    path: '/api/v1/reservations/{id}/confirmation',
    repeat: 'with-key',
  },
  releaseReservation: {
    method: 'POST',
    path: '/api/v1/reservations/{id}/release',
    repeat: 'with-key',
  },
  listLowStock: { method: 'GET', path: '/api/v1/low-stock', repeat: 'safe' },
  getValuation: { method: 'GET', path: '/api/v1/valuation', repeat: 'safe' },
  getTotals: { method: 'GET', path: '/api/v1/totals', repeat: 'safe' },
  listLocations: { method: 'GET', path: '/api/v1/locations', repeat: 'safe' },
  createLocation: { method: 'POST', path: '/api/v1/locations', repeat: 'no' },
} as const satisfies Record<string, Route>;
