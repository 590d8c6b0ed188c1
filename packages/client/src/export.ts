import { itemExportPath } from './contract/routes.ts';
import type { ExportQuery } from './contract/streams.ts';
import { problemOf } from './problem-error.ts';
import { searchOf } from './search-of.ts';

/** Settings of an export. */
export interface ExportOptions {
  /** Origin of the API. Default: the page's origin. */
  readonly baseUrl?: string;
  /** Headers of the request, an access token for example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Filter and format. Default: all items, as CSV. */
  readonly query?: ExportQuery;
  /** Cancels the export. */
  readonly signal?: AbortSignal;
  /** The fetch to use. Default: the platform's. */
  readonly fetch?: typeof fetch;
}

/**
 * Exports items with their stock as a stream, so that only a few are in memory at once. An
 * interrupted stream fails instead of ending.
 *
 * @example
 * const items = await exportItems({ baseUrl, query: { format: 'csv' } });
 * await pipeline(items, createWriteStream('items.csv'));
 *
 * @throws ProblemError for an error response
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
