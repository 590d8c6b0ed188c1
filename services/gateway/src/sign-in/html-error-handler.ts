import { asProblem, Problem } from '@stockroom/service';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { escaped, page, sendPage } from './pages.ts';

/** An error handler that sends browsers a page with a link to sign in, and others problem details. */
export function htmlErrorHandler(app: FastifyInstance) {
  return async (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const wantsPage = request.headers.accept?.includes('text/html') ?? false;
    const problem = asProblem(error);
    // An unexpected error of the gateway goes to the default handler, which logs it.
    const isUnexpected = !(error instanceof Problem) && problem.status >= 500;
    if (!wantsPage || isUnexpected) return app.errorHandler(error, request, reply);
    request.log.warn({ err: problem.cause }, problem.message);
    const content = `<p>${escaped(problem.message)}</p>\n<p><a href="/sign-in">Sign in</a></p>`;
    return sendPage(
      reply.code(problem.status).headers(problem.headers),
      page(problem.title, content),
    );
  };
}
