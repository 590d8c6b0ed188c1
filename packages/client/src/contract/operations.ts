import { Type } from 'typebox';
import { ImportResult } from './import.ts';
import { Item, ItemPatch, itemSorts, LowStock, NewItem, Sku, Totals, Valuation } from './items.ts';
import { defineOperation } from './operation.ts';
import { page, paging } from './paging.ts';
import { NewReservation, Reservation, reservationStatuses } from './reservations.ts';
import { routes } from './routes.ts';
import {
  Adjustment,
  Issue,
  Location,
  LocationCode,
  Movement,
  movementKinds,
  NewCount,
  NewLocation,
  NewTransfer,
  Receipt,
  StockCount,
  StockLevel,
  Transfer,
} from './stock.ts';
import { code, Text } from './text.ts';

const bySku = Type.Object({ sku: Sku });

const idempotent = Type.Object({
  'idempotency-key': Text({
    minLength: 1,
    maxLength: 200,
    description:
      'Your identifier of this change, for example a UUID. Send the same key when you retry: the change is applied once, and every retry gets the first response',
  }),
});

const byReservation = Type.Object({
  id: Type.String({
    ...code,
    description: 'The id in the response that the reservation was made with',
  }),
});

const history = {
  ...paging,
  kind: Type.Optional(Type.Enum(movementKinds)),
  location: Type.Optional(LocationCode),
  since: Type.Optional(
    Type.String({ format: 'date-time', description: 'Movements at or after this time' }),
  ),
  until: Type.Optional(
    Type.String({ format: 'date-time', description: 'Movements before this time' }),
  ),
};

/** An item with all texts at their maximum length and every character escaped has about 420 KiB. */
const itemBodyLimit = 512 * 1024;

const strictQuery = { additionalProperties: false } as const;

/** Every operation of the inventory API, by its name in the client. */
export const operations = {
  listItems: defineOperation({
    ...routes.listItems,
    summary: 'Lists items with their stock, by SKU by default',
    tag: 'Items',
    query: Type.Object(
      {
        ...paging,
        search: Type.Optional(
          Text({
            maxLength: 200,
            description:
              'Part of the SKU, the name, the barcode or a tag, case-insensitive; one or two characters match the beginning of a word',
          }),
        ),
        category: Type.Optional(Text({ maxLength: 100 })),
        tag: Type.Optional(Text({ maxLength: 50 })),
        archived: Type.Optional(
          Type.Boolean({
            default: false,
            description: 'Lists archived items instead of the others',
          }),
        ),
        sort: Type.Optional(Type.Enum(itemSorts, { default: 'sku' })),
      },
      strictQuery,
    ),
    success: { status: 200, schema: page(Item) },
    problems: [],
  }),
  createItem: defineOperation({
    ...routes.createItem,
    summary: 'Creates an item',
    tag: 'Items',
    body: NewItem,
    bodyLimit: itemBodyLimit,
    success: { status: 201, schema: Item, headers: ['ETag', 'Location'] },
    problems: [409],
  }),
  importItems: defineOperation({
    ...routes.importItems,
    summary: 'Imports items from a file: creates and changes them, with their opening stock',
    tag: 'Items',
    query: Type.Object(
      {
        dryRun: Type.Optional(
          Type.Boolean({
            default: false,
            description: 'Validates the file and reports what an import would do, without doing it',
          }),
        ),
      },
      strictQuery,
    ),
    headers: idempotent,
    success: { status: 200, schema: ImportResult },
    problems: [422],
  }),
  getItem: defineOperation({
    ...routes.getItem,
    summary: 'Reads an item',
    tag: 'Items',
    params: bySku,
    success: { status: 200, schema: Item, headers: ['ETag'] },
    problems: [404],
  }),
  updateItem: defineOperation({
    ...routes.updateItem,
    summary: 'Changes an item; with If-Match only if it is still at that version',
    tag: 'Items',
    params: bySku,
    headers: Type.Object({
      'if-match': Type.Optional(Type.String({ description: 'ETag of the item when you read it' })),
    }),
    body: ItemPatch,
    bodyType: 'application/merge-patch+json',
    bodyLimit: itemBodyLimit,
    success: { status: 200, schema: Item, headers: ['ETag'] },
    problems: [404, 409, 412],
  }),
  listItemStock: defineOperation({
    ...routes.listItemStock,
    summary: "Lists an item's stock per location",
    tag: 'Stock',
    params: bySku,
    query: Type.Object(paging, strictQuery),
    success: { status: 200, schema: page(StockLevel) },
    problems: [404],
  }),
  listItemMovements: defineOperation({
    ...routes.listItemMovements,
    summary: "Lists an item's movements, newest first",
    tag: 'Stock',
    params: bySku,
    query: Type.Object(history, strictQuery),
    success: { status: 200, schema: page(Movement) },
    problems: [404],
  }),
  receiveStock: defineOperation({
    ...routes.receiveStock,
    summary: 'Receives goods',
    tag: 'Stock',
    headers: idempotent,
    body: Receipt,
    success: { status: 201, schema: Movement },
    problems: [404, 409, 422],
  }),
  issueStock: defineOperation({
    ...routes.issueStock,
    summary: 'Issues goods, never more than are available',
    tag: 'Stock',
    headers: idempotent,
    body: Issue,
    success: { status: 201, schema: Movement },
    problems: [404, 409, 422],
  }),
  adjustStock: defineOperation({
    ...routes.adjustStock,
    summary: 'Adjusts the stock on hand, with a reason',
    tag: 'Stock',
    headers: idempotent,
    body: Adjustment,
    success: { status: 201, schema: Movement },
    problems: [404, 409, 422],
  }),
  listMovements: defineOperation({
    ...routes.listMovements,
    summary: 'Lists the movements of all items, newest first',
    tag: 'Stock',
    query: Type.Object(history, strictQuery),
    success: { status: 200, schema: page(Movement) },
    problems: [],
  }),
  transferStock: defineOperation({
    ...routes.transferStock,
    summary: 'Transfers goods from one location to another: both movements or none',
    tag: 'Stock',
    headers: idempotent,
    body: NewTransfer,
    success: { status: 201, schema: Transfer },
    problems: [404, 409, 422],
  }),
  countStock: defineOperation({
    ...routes.countStock,
    summary: 'Records a stock count and posts the difference',
    tag: 'Stock',
    headers: idempotent,
    body: NewCount,
    success: { status: 201, schema: StockCount },
    problems: [404, 409, 422],
  }),
  reserveStock: defineOperation({
    ...routes.reserveStock,
    summary: 'Reserves stock for a limited time: all lines or none',
    tag: 'Reservations',
    headers: idempotent,
    body: NewReservation,
    bodyLimit: 128 * 1024,
    success: { status: 201, schema: Reservation, headers: ['Location'] },
    problems: [404, 409, 422],
  }),
  listReservations: defineOperation({
    ...routes.listReservations,
    summary: 'Lists reservations, newest first',
    tag: 'Reservations',
    query: Type.Object(
      { ...paging, status: Type.Optional(Type.Enum(reservationStatuses)) },
      strictQuery,
    ),
    success: { status: 200, schema: page(Reservation) },
    problems: [],
  }),
  getReservation: defineOperation({
    ...routes.getReservation,
    summary: 'Reads a reservation',
    tag: 'Reservations',
    params: byReservation,
    success: { status: 200, schema: Reservation },
    problems: [404],
  }),
  confirmReservation: defineOperation({
    ...routes.confirmReservation,
    summary: 'Confirms a reservation: issues its stock',
    tag: 'Reservations',
    params: byReservation,
    headers: idempotent,
    success: { status: 200, schema: Reservation },
    problems: [404, 409, 422],
  }),
  releaseReservation: defineOperation({
    ...routes.releaseReservation,
    summary: 'Releases a reservation: its stock becomes available again',
    tag: 'Reservations',
    params: byReservation,
    headers: idempotent,
    success: { status: 200, schema: Reservation },
    problems: [404, 409, 422],
  }),
  listLowStock: defineOperation({
    ...routes.listLowStock,
    summary: 'Lists items to reorder, by SKU',
    tag: 'Reports',
    query: Type.Object(paging, strictQuery),
    success: { status: 200, schema: page(LowStock) },
    problems: [],
  }),
  getValuation: defineOperation({
    ...routes.getValuation,
    summary: 'Reports the value of the stock on hand, per currency',
    tag: 'Reports',
    success: { status: 200, schema: Type.Object({ entries: Type.Array(Valuation) }) },
    problems: [],
  }),
  getTotals: defineOperation({
    ...routes.getTotals,
    summary: 'Says how much of everything there is',
    tag: 'Reports',
    success: { status: 200, schema: Totals },
    problems: [],
  }),
  listLocations: defineOperation({
    ...routes.listLocations,
    summary: 'Lists locations, by code',
    tag: 'Locations',
    query: Type.Object(
      {
        ...paging,
        parent: Type.Optional(
          Text({ maxLength: 64, description: 'Only the bins of this warehouse' }),
        ),
      },
      strictQuery,
    ),
    success: { status: 200, schema: page(Location) },
    problems: [],
  }),
  createLocation: defineOperation({
    ...routes.createLocation,
    summary: 'Creates a location',
    tag: 'Locations',
    body: NewLocation,
    success: { status: 201, schema: Location },
    problems: [404, 409],
  }),
};
