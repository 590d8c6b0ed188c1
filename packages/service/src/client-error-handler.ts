import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { problemMediaType, problemType } from './problem.ts';

interface ClientError {
  readonly status: 400 | 408 | 431;
  readonly type: string;
  readonly detail: string;
}

/** Errors that Node's HTTP parser reports before there is a request, by their code. */
const errorsByCode: Readonly<Record<string, ClientError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    type: 'request-timeout',
    detail: 'The request took too long to arrive. Send it again, without pauses.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    type: 'headers-too-large',
    detail: 'The headers are too large. Send fewer or shorter headers.',
  },
};

const malformedRequest: ClientError = {
  status: 400,
  type: 'unreadable-request',
  detail:
    'The request is not well-formed HTTP, or has conflicting lengths. Send it as RFC 9112 defines it.',
};

/** Responds with a problem to data that is no HTTP request, and closes the connection. */
export function clientErrorHandler(
  this: FastifyInstance,
  error: Error & { code?: string },
  socket: Socket & { _httpMessage?: { headersSent: boolean } | null },
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  // Browsers open connections in advance: one without a request gets no response.
  if (socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  const known = error.code === undefined ? undefined : errorsByCode[error.code];
  const { status, type, detail } = known ?? malformedRequest;
  const instance = randomUUID();
  this.log.info({ reqId: instance, code: error.code, status }, 'malformed request');

  // Never written into a response that has begun; Node's own handler makes the same check.
  if (socket.writable && !socket._httpMessage?.headersSent) {
    const title = STATUS_CODES[status];
    const body = JSON.stringify({
      type: problemType(type),
      title,
      status,
      detail,
      instance: `urn:request:${instance}`,
    });
    socket.write(
      [
        `HTTP/1.1 ${status} ${title}`,
        `content-type: ${problemMediaType}`,
        `x-request-id: ${instance}`,
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroy(error);
}
