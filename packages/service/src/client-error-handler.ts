import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { problemMediaType, problemType } from './problem.ts';

/** What Node refuses before there is a request, by its code. */
const refused: Readonly<Record<string, { status: number; type: string; detail: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    type: 'request-timeout',
    detail: 'The request took too long to arrive. Send it again, without pauses.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    type: 'headers-too-large',
    detail: 'The headers are too large. Send fewer or shorter ones.',
  },
};

const unreadable = {
  status: 400,
  type: 'unreadable-request',
  detail: 'This is not well-formed HTTP, or says twice where it ends. Send it as RFC 9112 has it.',
};

/** Answers what could not be read as a request with a problem, and closes its connection. */
export function clientErrorHandler(
  this: FastifyInstance,
  error: Error & { code?: string },
  socket: Socket & { _httpMessage?: { headersSent: boolean } | null },
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  // Browsers open connections that they may need: one without a request gets no answer.
  if (socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  const { status, type, detail } = refused[error.code ?? ''] ?? unreadable;
  const instance = randomUUID();
  this.log.info({ reqId: instance, code: error.code, status }, 'refused what cannot be read');

  // Into an answer that has begun nothing may be mixed; Node's own handler asks the same.
  if (socket.writable && !socket._httpMessage?.headersSent) {
    const title = STATUS_CODES[status] ?? '';
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
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroy(error);
}
