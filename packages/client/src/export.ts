import { itemExportPath } from './contract/routes.ts';
import type { ExportQuery } from './contract/streams.ts';
import { problemOf } from './problem-error.ts';
import { searchOf } from './search-of.ts';

/** Settings of an export. */
export interface ExportOptions {
  /** Where the API is; the page's own origin without it. */
  readonly baseUrl?: string;
  /** Sent with the request, an access token for example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which items, and as what: CSV unless it says otherwise. */
  readonly query?: ExportQuery;
  /** Ends the export early. */
  readonly signal?: AbortSignal;
  /** The fetch to use; the platform's own without it. */
  readonly fetch?: typeof fetch;
}

/**
 * Reads all items with their stock as a file. It is a stream: however many items there are, no more
 * than a few are in memory at once. A stream that breaks off fails, it does not just end.
 *
 * @example
 * const items = await exportItems({ baseUrl, query: { format: 'csv' } });
 * await pipeline(items, createWriteStream('items.csv'));
 *
 * @throws ProblemError where the API refuses
 */
export async function exportItems(
  options: ExportOptions = {},
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { baseUrl = '', headers = {}, query = {}, signal = null } = options;
  const send = options.fetch ?? globalThis.fetch;
  const response = await send(`${baseUrl}${itemExportPath}${searchOf(query)}`, {
    headers: { accept: 'text/csv, application/x-ndjson, application/problem+json', ...headers },
    signal,
  });
  if (!response.ok || !response.body) throw await problemOf(response);
  return response.body;
}
