import { Readable } from 'node:stream';
import {
  type ExportQuery,
  type ImportResult,
  itemExport,
  operations,
} from '@stockroom/client/contract';
import { implement, Problem } from '@stockroom/service';
import type { FastifyInstance } from 'fastify';
import type { StockStore } from '../stores/stock-store.ts';
import { exportItems, formats } from '../transfer/export-items.ts';
import { importItems } from '../transfer/import-items.ts';
import { emptyResult, summary } from '../transfer/import-result.ts';
import { csvRows, ndjsonRows } from '../transfer/read-rows.ts';

const readers = { 'text/csv': csvRows, 'application/x-ndjson': ndjsonRows };
const types = Object.keys(readers);

/** Import and export of items as files, both streamed. */
export async function transferRoutes(service: FastifyInstance, store: StockStore): Promise<void> {
  // In a separate scope: no other route accepts files.
  await service.register(async (scope) => {
    scope.addContentTypeParser(types, async (_request: unknown, body: Readable) => body);

    implement(scope, operations.importItems, async (request, reply) => {
      const { actor, headers, query, body, log, raw } = request;
      const read = readers[mediaTypeOf(headers) as keyof typeof readers];
      if (!read || !(body instanceof Readable)) throw unsupportedMediaType();
      const result = emptyResult(query.dryRun ?? false);
      // Keeps the request open when the import ends early, so that a response can be sent.
      const bytes = body.iterator({ destroyOnReturn: false });
      const closed = new AbortController();
      reply.raw.once('close', () => closed.abort());
      const options = {
        dryRun: result.dryRun,
        idempotencyKey: headers['idempotency-key'],
        actor,
        signal: closed.signal,
      };
      try {
        await importItems(store, read(bytes), options, result);
      } catch (error) {
        const { errors: _, ...counts } = result;
        log.info({ import: counts }, 'import ended early');
        if (closed.signal.aborted || body.readableAborted) throw clientClosedRequest();
        raw.resume();
        throw error instanceof Problem ? withResult(error, result) : error;
      }
      return result;
    });
  });

  service.get<{ Querystring: ExportQuery }>(
    itemExport.path,
    // A HEAD request would read every page and discard it.
    { schema: { querystring: itemExport.query }, exposeHeadRoute: false },
    async ({ query: { format = 'csv', ...filter } }, reply) => {
      const text = await exportItems(store, filter, formats[format]);
      return reply
        .type(formats[format].mediaType)
        .header('content-disposition', `attachment; filename="items.${format}"`)
        .send(Readable.from(text, { objectMode: false }));
    },
  );
}

/** The media type without its parameters; "undefined", which no reader has, without the header. */
const mediaTypeOf = (headers: { readonly [name: string]: unknown }): string =>
  String(headers['content-type']).replace(/;.*$/s, '').trim().toLowerCase();

const unsupportedMediaType = () =>
  new Problem(
    415,
    'unsupported-media-type',
    'The body is not an importable file',
    `Send the file as the body, with the header "content-type: ${types.join('" or "')}".`,
  );

// 499 (client closed request), as proxies log a client that did not wait for a response.
const clientClosedRequest = () =>
  new Problem(
    499,
    'caller-left',
    'Client closed request',
    'The import was stopped because the client closed the connection. Send the file again with the same idempotency key.',
  );

/** Adds the result of the rows before the import ended. */
function withResult(problem: Problem, result: ImportResult): Problem {
  if (result.rows === 0) return problem;
  return new Problem(
    problem.status,
    problem.kind,
    problem.title,
    `${problem.message} ${result.rows} rows were read before that. Correct the file and send it again with the same idempotency key.`,
    { extensions: { result: summary(result) } },
  );
}
