import type { CallOptions } from './client.ts';

interface Listed<Entry> {
  readonly entries: readonly Entry[];
  readonly nextCursor: string | null;
}

interface Paged {
  readonly query?: { readonly cursor?: string };
}

/**
 * Iterates over all entries of a list. Pages are requested as the caller reads them.
 *
 * @example
 * for await (const item of entriesOf(inventory.listItems, { query: { search: 'bolt' } })) {
 *   console.log(item.sku, item.stock.available);
 * }
 */
export async function* entriesOf<Entry, Input extends Paged | undefined>(
  list: (input: Input, options?: CallOptions) => Promise<Listed<Entry>>,
  input?: NoInfer<Input>,
  options?: CallOptions,
): AsyncGenerator<Entry, void, undefined> {
  let cursor: string | null | undefined;
  do {
    const query = cursor ? { ...input?.query, cursor } : { ...input?.query };
    const page = await list({ ...input, query } as Input, options);
    yield* page.entries;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
