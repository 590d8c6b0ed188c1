import { Problem } from '@stockroom/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { escaped, page, sendPage } from './pages.ts';

/** Errors as a page where a browser asks, with the way to try again; as problem details elsewhere. */
export function explainToPeople(app: FastifyInstance) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const wantsPage = request.headers.accept?.includes('text/html') ?? false;
    if (!(wantsPage && error instanceof Problem))
      return app.errorHandler(error as never, request, reply);
    request.log.warn({ err: error.cause }, error.message);
    const content = `<p>${escaped(error.message)}</p>\n<p><a href="/sign-in">Sign in</a></p>`;
    return sendPage(reply.code(error.status).headers(error.headers), page(error.title, content));
  };
}
