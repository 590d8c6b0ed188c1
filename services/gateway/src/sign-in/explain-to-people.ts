import { asProblem, Problem } from '@stockroom/service';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { escaped, page, sendPage } from './pages.ts';

/** Errors as a page where a browser asks, with the way to try again; as problem details elsewhere. */
export function explainToPeople(app: FastifyInstance) {
  return async (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const wantsPage = request.headers.accept?.includes('text/html') ?? false;
    const problem = asProblem(error);
    // What went wrong here is logged as everywhere; people can only try again.
    const isOurs = !(error instanceof Problem) && problem.status >= 500;
    if (!wantsPage || isOurs) return app.errorHandler(error, request, reply);
    request.log.warn({ err: problem.cause }, problem.message);
    const content = `<p>${escaped(problem.message)}</p>\n<p><a href="/sign-in">Sign in</a></p>`;
    return sendPage(
      reply.code(problem.status).headers(problem.headers),
      page(problem.title, content),
    );
  };
}
