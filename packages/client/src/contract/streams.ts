import { type Static, type TSchema, Type } from 'typebox';
import { Item } from './items.ts';
import { type Access, itemExportPath, movementFeedPath } from './routes.ts';
import { Movement } from './stock.ts';
import { Text } from './text.ts';

/** A read operation whose response is a stream instead of a JSON document. */
export interface StreamedRead {
  readonly method: 'GET';
  readonly path: `/${string}`;
  /** One line for the documentation. */
  readonly summary: string;
  /** Heading in the documentation. */
  readonly tag: string;
  readonly access: Access;
  readonly query?: TSchema;
  readonly headers?: TSchema;
  /** The successful response. */
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
  summary: 'Streams every movement as it happens; resumes after Last-Event-ID without gaps',
  tag: 'Stock',
  access: 'inventory:read',
  headers: Type.Object({
    'last-event-id': Type.Optional(
      Type.String({
        maxLength: 500,
        description: 'Id of the last event that you received; without it, the feed begins now',
      }),
    ),
  }),
  success: {
    status: 200,
    description: 'Events named "movement", each a movement as JSON with its id',
    types: ['text/event-stream'],
  },
  /** Name of the event. Its data is a movement as JSON, its id the position after which to resume. */
  event: 'movement',
  schema: Movement,
} as const satisfies StreamedRead & { readonly event: string };

/** The formats of an export. */
export const exportFormats = ['csv', 'ndjson'] as const;

const ExportQuery = Type.Object(
  {
    format: Type.Optional(Type.Enum(exportFormats, { default: 'csv' })),
    search: Type.Optional(Text({ maxLength: 200, description: 'As in the list of items' })),
    category: Type.Optional(Text({ maxLength: 100 })),
    tag: Type.Optional(Text({ maxLength: 50 })),
    archived: Type.Optional(
      Type.Boolean({
        description: 'true: only archived items; false: only the others; unset: all',
      }),
    ),
  },
  { additionalProperties: false },
);

/** All items with their stock, as a file that the import reads back. */
export const itemExport = {
  method: 'GET',
  path: itemExportPath,
  summary: 'Exports items with their stock, by SKU, archived items last',
  tag: 'Items',
  access: 'inventory:read',
  query: ExportQuery,
  success: {
    status: 200,
    description:
      'CSV with a header, in which cells that a spreadsheet would evaluate as formulas begin with an apostrophe; or one JSON object per line',
    types: ['text/csv', 'application/x-ndjson'],
  },
  schema: Item,
} as const satisfies StreamedRead;

/** Every read operation with a streamed response, by its name in the client. */
export const streams = { followMovements: movementFeed, exportItems: itemExport };

export type ExportQuery = Static<typeof ExportQuery>;
