import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { problemTypePrefix } from './project.ts';
import { pathOf, truncate } from './truncate.ts';
import { ValidationError, type Violation } from './validation.ts';

/** The media type of RFC 9457. */
export const problemMediaType = 'application/problem+json';

/** The body of an error response: RFC 9457 problem details. */
export interface ProblemDetails {
  /** A stable identifier of the kind of problem: `urn:stockroom:problem:insufficient-stock`. */
  readonly type: string;
  /** The kind of problem, as text. */
  readonly title: string;
  readonly status: number;
  /** This occurrence, as text: what was wrong and how to fix it. */
  readonly detail: string;
  /** The request's id, under which the logs have it. */
  readonly instance: string;
  /** The violations of an invalid request. */
  readonly errors?: readonly Violation[];
}

/** An error whose details the caller gets. Anything else that is thrown becomes a 500 without details. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  /** The last part of the type: `duplicate-sku`. */
  readonly kind: string;
  readonly title: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param status the HTTP status
   * @param kind the last part of the problem's type, in kebab case: `duplicate-sku`
   * @param title the kind of problem as text, the same for every occurrence
   * @param detail this occurrence as text, and how to fix it
   * @param more extension members for programs, and headers such as `retry-after`
   */
  constructor(
    status: number,
    kind: string,
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
    this.kind = kind;
    this.title = title;
    this.extensions = more.extensions ?? {};
    this.headers = more.headers ?? {};
  }

  get type(): string {
    return problemType(this.kind);
  }
}

/** The URN of a kind of problem. */
export const problemType = (kind: string): string => `${problemTypePrefix}${kind}`;

/** Maximum length of a path in a response, in characters. */
const longestPath = 200;

/** Largest error response in bytes, so that errors cannot be used for amplification. */
const largestProblem = 64 * 1024;
/** Maximum length of the detail of a problem that would be larger, in characters. */
const longestDetail = 4_000;

/** Turns every error of a service into problem details, and unknown routes into a 404. */
export const problems = plugin(
  async (app: FastifyInstance) => {
    app.setErrorHandler(sendError);
    app.setNotFoundHandler((request, reply) => {
      const path = truncate(pathOf(request.url), longestPath);
      const detail = `There is no route ${request.method} ${path}. GET /openapi.json lists all routes.`;
      return send(new Problem(404, 'no-such-route', 'No such route', detail), request, reply);
    });
  },
  { name: 'problems' },
);

/** Sends an error as a problem. */
const sendError = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  send(asProblem(error as FastifyError), request, reply);

/** The problem that a caller gets for an error: a 500 without details for unexpected errors. */
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
    const { type, title, detail } = fastifyProblems[error.code] ?? {
      type: 'invalid-request',
      title: 'The request is not valid',
      detail: error.message,
    };
    return new Problem(status, type, title, detail ?? error.message, { cause: error });
  }
  const detail =
    'An unexpected error occurred and was logged. Repeat the request; if the error persists, report it with the instance.';
  return new Problem(status, 'internal', 'Internal error', detail, { cause: error });
}

/** The problems for Fastify's own errors, by code. */
const fastifyProblems: Readonly<Record<string, { type: string; title: string; detail?: string }>> =
  {
    FST_ERR_BAD_URL: {
      type: 'malformed-path',
      title: 'The path is malformed',
      detail:
        'The path has a percent sign that does not begin a UTF-8 percent-encoding. Encode it as in RFC 3986.',
    },
    FST_ERR_MAX_PARAM_LENGTH: {
      type: 'path-too-long',
      title: 'The path is too long',
      detail: 'A segment of the path is longer than any valid name. Send a shorter one.',
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
      title: 'The media type of the body is not supported',
      detail: 'Send JSON, with the header "content-type: application/json".',
    },
    FST_ERR_CTP_BODY_TOO_LARGE: {
      type: 'body-too-large',
      title: 'The body is too large',
      detail: 'The body is larger than this operation allows. Send less data, or split it.',
    },
  };

function send(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.status >= 500) request.log.error({ err: problem.cause ?? problem }, problem.message);
  return (
    reply
      .code(problem.status)
      .headers(problem.headers)
      .type(problemMediaType)
      // As bytes: Fastify adds a charset to text, which JSON does not have.
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
    /** Set by Fastify: which part of the request is invalid. */
    validationContext?: string;
  }
}
