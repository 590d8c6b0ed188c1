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
      'A name of your own for this change, a UUID say. Send the same one when you repeat the request: it is applied once and answered alike',
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
    Type.String({ format: 'date-time', description: 'Not earlier than this moment' }),
  ),
  until: Type.Optional(
    Type.String({ format: 'date-time', description: 'Earlier than this moment' }),
  ),
};

/** An item with all its texts at their longest and every character escaped has about 420 KiB. */
const itemBodyLimit = 512 * 1024;

const strictQuery = { additionalProperties: false } as const;

/** Every operation of the inventory API, by the name it has in the client. */
export const operations = {
  listItems: defineOperation({
    ...routes.listItems,
    summary: 'Lists items with their stock, by SKU unless asked otherwise',
    tag: 'Items',
    query: Type.Object(
      {
        ...paging,
        search: Type.Optional(
          Text({
            maxLength: 200,
            description:
              'Part of the SKU, the name, the barcode or a tag, in any case; one or two characters must begin a word',
          }),
        ),
        category: Type.Optional(Text({ maxLength: 100 })),
        tag: Type.Optional(Text({ maxLength: 50 })),
        archived: Type.Optional(
          Type.Boolean({ default: false, description: 'Archived items instead of the others' }),
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
    summary: 'Creates and changes items from a file, with the stock they begin with',
    tag: 'Items',
    query: Type.Object(
      {
        dryRun: Type.Optional(
          Type.Boolean({ default: false, description: 'Only say what would be done' }),
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
    summary: 'Changes an item, if it is still the version that the caller saw',
    tag: 'Items',
    params: bySku,
    headers: Type.Object({
      'if-match': Type.Optional(Type.String({ description: 'ETag of the item as it was read' })),
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
    summary: "Lists an item's movements, the newest first",
    tag: 'Stock',
    params: bySku,
    query: Type.Object(history, strictQuery),
    success: { status: 200, schema: page(Movement) },
    problems: [404],
  }),
  receiveStock: defineOperation({
    ...routes.receiveStock,
    summary: 'Books goods that came in',
    tag: 'Stock',
    headers: idempotent,
    body: Receipt,
    success: { status: 201, schema: Movement },
    problems: [404, 409, 422],
  }),
  issueStock: defineOperation({
    ...routes.issueStock,
    summary: 'Books goods that went out; never more than is available',
    tag: 'Stock',
    headers: idempotent,
    body: Issue,
    success: { status: 201, schema: Movement },
    problems: [404, 409, 422],
  }),
  adjustStock: defineOperation({
    ...routes.adjustStock,
    summary: 'Corrects the books, with a reason',
    tag: 'Stock',
    headers: idempotent,
    body: Adjustment,
    success: { status: 201, schema: Movement },
    problems: [404, 409, 422],
  }),
  listMovements: defineOperation({
    ...routes.listMovements,
    summary: 'Lists the movements of all items, the newest first',
    tag: 'Stock',
    query: Type.Object(history, strictQuery),
    success: { status: 200, schema: page(Movement) },
    problems: [],
  }),
  transferStock: defineOperation({
    ...routes.transferStock,
    summary: 'Moves goods from one location to another: both movements or none',
    tag: 'Stock',
    headers: idempotent,
    body: NewTransfer,
    success: { status: 201, schema: Transfer },
    problems: [404, 409, 422],
  }),
  countStock: defineOperation({
    ...routes.countStock,
    summary: 'Books what was counted against what the books say',
    tag: 'Stock',
    headers: idempotent,
    body: NewCount,
    success: { status: 201, schema: StockCount },
    problems: [404, 409, 422],
  }),
  reserveStock: defineOperation({
    ...routes.reserveStock,
    summary: 'Promises stock to somebody for a time: all lines or none',
    tag: 'Reservations',
    headers: idempotent,
    body: NewReservation,
    bodyLimit: 128 * 1024,
    success: { status: 201, schema: Reservation, headers: ['Location'] },
    problems: [404, 409, 422],
  }),
  listReservations: defineOperation({
    ...routes.listReservations,
    summary: 'Lists reservations, the newest first',
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
    summary: 'Issues the stock that was reserved',
    tag: 'Reservations',
    params: byReservation,
    headers: idempotent,
    success: { status: 200, schema: Reservation },
    problems: [404, 409, 422],
  }),
  releaseReservation: defineOperation({
    ...routes.releaseReservation,
    summary: 'Gives the stock free that was reserved',
    tag: 'Reservations',
    params: byReservation,
    headers: idempotent,
    success: { status: 200, schema: Reservation },
    problems: [404, 409, 422],
  }),
  listLowStock: defineOperation({
    ...routes.listLowStock,
    summary: 'Lists what should be ordered, by SKU',
    tag: 'Reports',
    query: Type.Object(paging, strictQuery),
    success: { status: 200, schema: page(LowStock) },
    problems: [],
  }),
  getValuation: defineOperation({
    ...routes.getValuation,
    summary: 'Says what the stock on hand is worth, per currency',
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
