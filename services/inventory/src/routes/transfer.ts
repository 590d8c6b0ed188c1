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
import { briefly, emptyResult, importItems } from '../transfer/import-items.ts';
import { csvRows, ndjsonRows } from '../transfer/read-rows.ts';

const readers = { 'text/csv': csvRows, 'application/x-ndjson': ndjsonRows };
const types = Object.keys(readers);

/** Items in and out as files, which are streamed both ways. */
export async function transferRoutes(service: FastifyInstance, store: StockStore): Promise<void> {
  // In a scope of its own: nobody else takes files.
  await service.register(async (scope) => {
    scope.addContentTypeParser(types, async (_request: unknown, body: Readable) => body);

    implement(scope, operations.importItems, async (request, reply) => {
      const { actor, headers, query, body, log, raw } = request;
      const read = readers[mediaTypeOf(headers) as keyof typeof readers];
      if (!read || !(body instanceof Readable)) throw noFile();
      const result = emptyResult(query.dryRun ?? false);
      // The request stays whole where the file does not, so that it can be answered.
      const bytes = body.iterator({ destroyOnReturn: false });
      const left = new AbortController();
      reply.raw.once('close', () => left.abort());
      const options = {
        dryRun: result.dryRun,
        idempotencyKey: headers['idempotency-key'],
        actor,
        signal: left.signal,
      };
      try {
        await importItems(store, read(bytes), options, result);
      } catch (error) {
        const { errors: _, ...counts } = result;
        log.info({ import: counts }, 'an import ended early');
        if (left.signal.aborted || body.readableAborted) throw clientClosedRequest();
        raw.resume();
        throw error instanceof Problem ? withResult(error, result) : error;
      }
      return result;
    });
  });

  service.get<{ Querystring: ExportQuery }>(
    itemExport.path,
    // A HEAD would read every page only to throw it away.
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

const mediaTypeOf = (headers: { readonly [name: string]: unknown }): string =>
  String(headers['content-type'] ?? '')
    .split(';', 1)
    .join('')
    .trim()
    .toLowerCase();

const noFile = () =>
  new Problem(
    415,
    'unsupported-media-type',
    'The body is not a file to import',
    `Send the file as the body, with the header "content-type: ${types.join('" or "')}".`,
  );

// The status that proxies log where the caller did not wait for a response.
const clientClosedRequest = () =>
  new Problem(
    499,
    'caller-left',
    'The caller left',
    'The import was stopped because its connection was closed. Send the file again with the same idempotency key.',
  );

/** Adds what was done before the import ended. */
function withResult(problem: Problem, result: ImportResult): Problem {
  if (result.rows === 0) return problem;
  return new Problem(
    problem.status,
    problem.type.replace('urn:stockroom:problem:', ''),
    problem.title,
    `${problem.message} ${result.rows} rows were read until then. Correct the file and send it again with the same idempotency key.`,
    { extensions: { result: briefly(result) } },
  );
}
