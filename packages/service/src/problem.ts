import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { truncate } from './truncate.ts';
import { ValidationError, type Violation } from './validation.ts';

/** The media type of RFC 9457. */
export const problemMediaType = 'application/problem+json';

/** What a caller reads of an error: RFC 9457 problem details. */
export interface ProblemDetails {
  /** A stable name for the kind of problem: `urn:stockroom:problem:insufficient-stock`. */
  readonly type: string;
  /** The kind in words. */
  readonly title: string;
  readonly status: number;
  /** This case in words: what was wrong and what to do. */
  readonly detail: string;
  /** The request's id, to find it in the logs. */
  readonly instance: string;
  /** Every violation of the input, where that was the problem. */
  readonly errors?: readonly Violation[];
}

/** An error that a caller is meant to read. Anything else that is thrown becomes a bare 500. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param status the HTTP status
   * @param type the last part of the problem's type, in kebab case: `duplicate-sku`
   * @param title the kind of problem in words, the same for every case of it
   * @param detail this case in words, with what to do
   * @param more further members for machines, and headers such as `retry-after`
   */
  constructor(
    status: number,
    type: string,
    title: string,
    detail: string,
    more: {
      extensions?: Record<string, unknown>;
      headers?: Record<string, string>;
      cause?: unknown;
    } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.status = status;
    this.type = problemType(type);
    this.title = title;
    this.extensions = more.extensions ?? {};
    this.headers = more.headers ?? {};
  }
}

/** The URN of a problem type. */
export const problemType = (name: string): string => `urn:stockroom:problem:${name}`;

/** Longest path that a response repeats, in characters. */
const longestPath = 200;

/** Largest body of an error response in bytes, so that no error is an amplifier. */
const largestProblem = 64 * 1024;
/** What is kept of the detail of a problem that would be larger, in characters. */
const longestDetail = 4_000;

/** Turns every error of a service into problem details, and what no route knows into a 404. */
export const problems = plugin(
  async (app: FastifyInstance) => {
    app.setErrorHandler(sendError);
    app.setNotFoundHandler((request, reply) => {
      const path = truncate(request.url.split('?', 1)[0] ?? '', longestPath);
      const detail = `There is no ${request.method} ${path}. GET /openapi.json lists what there is.`;
      return send(new Problem(404, 'no-such-route', 'No such route', detail), request, reply);
    });
  },
  { name: 'problems' },
);

/** Answers a request with the problem that an error is. */
export const sendError = (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => send(asProblem(error as FastifyError), request, reply);

/** The problem that an error is to a caller: a bare 500 where it is not meant to be read. */
export function asProblem(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ValidationError) {
    const where = error.validationContext === 'body' ? 'body' : 'request';
    return new Problem(400, 'invalid-request', `The ${where} is not valid`, error.message, {
      extensions: { errors: error.violations },
    });
  }
  const status = error.statusCode ?? 500;
  if (status < 500) {
    const { type, title, detail } = refused[error.code] ?? {
      type: 'invalid-request',
      title: 'The request is not valid',
      detail: error.message,
    };
    return new Problem(status, type, title, detail ?? error.message, { cause: error });
  }
  const detail =
    'The fault is on our side and was logged. Repeat the request; if it stays, report it with the instance.';
  return new Problem(status, 'internal', 'Internal error', detail, { cause: error });
}

/** What Fastify itself refuses, by its code, with what to do. */
const refused: Readonly<Record<string, { type: string; title: string; detail?: string }>> = {
  FST_ERR_BAD_URL: {
    type: 'malformed-path',
    title: 'The path is malformed',
    detail:
      'The path has a percent sign that begins no escape of UTF-8. Encode it as RFC 3986 says.',
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    type: 'path-too-long',
    title: 'The path is too long',
    detail: 'A segment of the path is longer than any name that there is. Send a shorter one.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    type: 'malformed-json',
    title: 'The body is not JSON',
    detail: 'The body is not well-formed JSON. Check its quotes, commas and braces.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    type: 'malformed-json',
    title: 'The body is not JSON',
    detail: 'The body is empty. Send a JSON object.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    type: 'unsupported-media-type',
    title: 'The body is not of a type that is understood',
    detail: 'Send JSON, with the header "content-type: application/json".',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    type: 'body-too-large',
    title: 'The body is too large',
    detail: 'The body is larger than this operation takes. Send less, or in parts.',
  },
};

function send(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.status >= 500) request.log.error({ err: problem.cause ?? problem }, problem.message);
  return (
    reply
      .code(problem.status)
      .headers(problem.headers)
      .type(problemMediaType)
      // As bytes: to text Fastify adds a charset, which JSON has none of.
      .send(Buffer.from(bodyOf(problem, request.id)))
  );
}

function bodyOf({ type, title, status, message, extensions }: Problem, requestId: string): string {
  const details = { type, title, status, detail: message, instance: `urn:request:${requestId}` };
  const text = JSON.stringify({ ...details, ...extensions });
  if (Buffer.byteLength(text) <= largestProblem) return text;
  return JSON.stringify({ ...details, detail: truncate(message, longestDetail) });
}

declare module './validation.ts' {
  interface ValidationError {
    /** Set by Fastify: which part of the request was wrong. */
    validationContext?: string;
  }
}
