import { type Static, type TSchema, Type } from 'typebox';
import { Item } from './items.ts';
import { type Access, itemExportPath, movementFeedPath } from './routes.ts';
import { Movement } from './stock.ts';
import { Text } from './text.ts';

/** A read of the API that answers with a stream instead of a JSON document. */
export interface StreamedRead {
  readonly method: 'GET';
  readonly path: `/${string}`;
  /** One line for people. */
  readonly summary: string;
  /** Heading in the documentation. */
  readonly tag: string;
  readonly access: Access;
  readonly query?: TSchema;
  readonly headers?: TSchema;
  /** What comes when all goes well. */
  readonly success: {
    readonly status: 200;
    readonly description: string;
    readonly types: readonly string[];
  };
  /** Schema of one entry of the stream. */
  readonly schema: TSchema;
}

/** The live feed of movements, as server-sent events. */
export const movementFeed = {
  method: 'GET',
  path: movementFeedPath,
  summary: 'Tells every movement as it happens, and resumes after Last-Event-ID without a gap',
  tag: 'Stock',
  access: 'inventory:read',
  headers: Type.Object({
    'last-event-id': Type.Optional(
      Type.String({
        maxLength: 500,
        description: 'The id of the last event that was seen; without it the feed begins now',
      }),
    ),
  }),
  success: {
    status: 200,
    description: 'Events named "movement", each a movement as JSON with its id',
    types: ['text/event-stream'],
  },
  /** The event's name; its data is a movement as JSON, its id the place to resume after. */
  event: 'movement',
  schema: Movement,
} as const satisfies StreamedRead & { readonly event: string };

/** What items are exported as. */
export const exportFormats = ['csv', 'ndjson'] as const;

const ExportQuery = Type.Object(
  {
    format: Type.Optional(Type.Enum(exportFormats, { default: 'csv' })),
    search: Type.Optional(Text({ maxLength: 200, description: 'As in the list of items' })),
    category: Type.Optional(Text({ maxLength: 100 })),
    tag: Type.Optional(Text({ maxLength: 50 })),
    archived: Type.Optional(
      Type.Boolean({ description: 'Only archived items, or only the others; all without it' }),
    ),
  },
  { additionalProperties: false },
);

/** All items with their stock, as a file that the import reads back. */
export const itemExport = {
  method: 'GET',
  path: itemExportPath,
  summary: 'Exports items with their stock, by SKU, the archived ones last',
  tag: 'Items',
  access: 'inventory:read',
  query: ExportQuery,
  success: {
    status: 200,
    description:
      'CSV with a header, where cells that a spreadsheet would compute begin with an apostrophe; or one item as JSON per line',
    types: ['text/csv', 'application/x-ndjson'],
  },
  schema: Item,
} as const satisfies StreamedRead;

/** Every read that answers with a stream, by its name in the client. */
export const streams = { followMovements: movementFeed, exportItems: itemExport };

export type ExportQuery = Static<typeof ExportQuery>;
