import { Type } from 'typebox';
import { Item, ItemPatch, NewItem, Sku } from './items.ts';
import { defineOperation } from './operation.ts';
import { page, paging } from './paging.ts';
import { routes } from './routes.ts';
import {
  Adjustment,
  Issue,
  Location,
  Movement,
  NewLocation,
  Receipt,
  StockLevel,
} from './stock.ts';

const bySku = Type.Object({ sku: Sku });

const idempotent = Type.Object({
  'idempotency-key': Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'The same key with the same body is applied once and answered alike',
  }),
});

const strictQuery = { additionalProperties: false } as const;

/** Every operation of the inventory API, by the name it has in the client. */
export const operations = {
  listItems: defineOperation({
    ...routes.listItems,
    summary: 'Lists items with their stock, by SKU',
    tag: 'Items',
    scope: 'inventory:read',
    query: Type.Object(
      {
        ...paging,
        search: Type.Optional(
          Type.String({ maxLength: 200, description: 'Part of the SKU or the name' }),
        ),
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
    scope: 'inventory:write',
    body: NewItem,
    success: { status: 201, schema: Item },
    problems: [409],
  }),
  getItem: defineOperation({
    ...routes.getItem,
    summary: 'Reads an item',
    tag: 'Items',
    scope: 'inventory:read',
    params: bySku,
    success: { status: 200, schema: Item },
    problems: [404],
  }),
  updateItem: defineOperation({
    ...routes.updateItem,
    summary: 'Changes an item, if it is still the version that the caller saw',
    tag: 'Items',
    scope: 'inventory:write',
    params: bySku,
    headers: Type.Object({
      'if-match': Type.Optional(Type.String({ description: 'ETag of the item as it was read' })),
    }),
    body: ItemPatch,
    bodyType: 'application/merge-patch+json',
    success: { status: 200, schema: Item },
    problems: [404, 412],
  }),
  listItemStock: defineOperation({
    ...routes.listItemStock,
    summary: "Lists an item's stock per location",
    tag: 'Stock',
    scope: 'inventory:read',
    params: bySku,
    query: Type.Object(paging, strictQuery),
    success: { status: 200, schema: page(StockLevel) },
    problems: [404],
  }),
  listItemMovements: defineOperation({
    ...routes.listItemMovements,
    summary: "Lists an item's movements, the newest first",
    tag: 'Stock',
    scope: 'inventory:read',
    params: bySku,
    query: Type.Object(paging, strictQuery),
    success: { status: 200, schema: page(Movement) },
    problems: [404],
  }),
  receiveStock: defineOperation({
    ...routes.receiveStock,
    summary: 'Books goods that came in',
    tag: 'Stock',
    scope: 'inventory:write',
    headers: idempotent,
    body: Receipt,
    success: { status: 201, schema: Movement },
    problems: [404, 409, 422],
  }),
  issueStock: defineOperation({
    ...routes.issueStock,
    summary: 'Books goods that went out; never more than is available',
    tag: 'Stock',
    scope: 'inventory:write',
    headers: idempotent,
    body: Issue,
    success: { status: 201, schema: Movement },
    problems: [404, 409, 422],
  }),
  adjustStock: defineOperation({
    ...routes.adjustStock,
    summary: 'Corrects the books, with a reason',
    tag: 'Stock',
    scope: 'inventory:write',
    headers: idempotent,
    body: Adjustment,
    success: { status: 201, schema: Movement },
    problems: [404, 409, 422],
  }),
  listLocations: defineOperation({
    ...routes.listLocations,
    summary: 'Lists locations, by code',
    tag: 'Locations',
    scope: 'inventory:read',
    query: Type.Object(paging, strictQuery),
    success: { status: 200, schema: page(Location) },
    problems: [],
  }),
  createLocation: defineOperation({
    ...routes.createLocation,
    summary: 'Creates a location',
    tag: 'Locations',
    scope: 'inventory:write',
    body: NewLocation,
    success: { status: 201, schema: Location },
    problems: [409],
  }),
};
