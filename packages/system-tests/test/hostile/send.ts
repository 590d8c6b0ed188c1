import { type ClientRequest, request } from 'node:http';
import { setImmediate as immediate } from 'node:timers/promises';

/** A request as its bytes go over the wire: headers may repeat, the body may be anything. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Made when it is sent: some are large. */
  readonly body?: () => Buffer;
  /** Whether the body goes in chunks instead of with its length. */
  readonly chunked?: boolean;
}

/** What came back of it. */
export interface Outcome {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | undefined;
  readonly bytes: number;
  /** The beginning of the body: all of a problem. */
  readonly text: string;
}

/** More of a response is counted and not kept. */
const keptBytes = 256 * 1024;

/** How often a request is sent whose response gets lost. */
const mostAttempts = 5;

/**
 * Sends a request on a connection of its own and reads the response to its end, a stream of events
 * to its first one.
 *
 * A server that has refused a request closes the connection, and Node then drops the response if it
 * was still sending the body (RFC 9112, 9.6): such a request is sent again, more slowly.
 */
export async function send(
  url: string,
  credentials: string,
  hostile: HostileRequest,
  signal?: AbortSignal,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(url, credentials, hostile, 4 ** attempt, signal);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EPIPE', 'ECONNRESET'].includes(code) || attempt === mostAttempts) throw error;
    }
  }
}

function sendOnce(
  url: string,
  credentials: string,
  hostile: HostileRequest,
  turns: number,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { method, path, headers = [], chunked = false } = hostile;
  const body = hostile.body?.();
  const { host, hostname, port } = new URL(url);
  const framing = chunked
    ? [['transfer-encoding', 'chunked'] as const]
    : [['content-length', String(body?.length ?? 0)] as const];
  const all = [
    ['host', host] as const,
    // Of two the gateway would refuse the request for that alone.
    ...(headers.some(([name]) => name === 'authorization')
      ? []
      : [['authorization', credentials] as const]),
    ...(body ? framing : []),
    ...headers,
  ];

  return new Promise((resolve, reject) => {
    const target = { hostname, port, method, path, headers: all.flat(), agent: false as const };
    const outgoing = request({ ...target, ...(signal && { signal }) });
    let hasResponse = false;
    // After the response it only says that the rest of the body cannot be sent any more.
    outgoing.on('error', (error) => {
      if (!hasResponse) reject(error);
    });
    outgoing.once('response', (response) => {
      hasResponse = true;
      const parts: Buffer[] = [];
      let bytes = 0;
      const finish = () => {
        resolve({
          status: response.statusCode ?? 0,
          type: String(response.headers['content-type']).split(';', 1).join(''),
          retryAfter: response.headers['retry-after'],
          bytes,
          text: Buffer.concat(parts).toString(),
        });
        outgoing.destroy();
      };
      response.on('data', (part: Buffer) => {
        if (bytes < keptBytes) parts.push(part);
        bytes += part.length;
        if (response.headers['content-type'] === 'text/event-stream') finish();
      });
      response.once('close', finish);
    });
    if (body) void writeInParts(outgoing, body, turns, () => hasResponse);
    else outgoing.end();
  });
}

const partBytes = 64 * 1024;

/** Between two parts there are turns to read the response to a request that is refused early. */
async function writeInParts(
  outgoing: ClientRequest,
  body: Buffer,
  turns: number,
  hasResponse: () => boolean,
): Promise<void> {
  const closed = new Promise((resolve) => outgoing.once('close', resolve));
  for (let at = 0; at < body.length && !outgoing.destroyed; at += partBytes) {
    if (hasResponse()) return;
    const goesOn = outgoing.write(body.subarray(at, at + partBytes));
    if (!goesOn)
      await Promise.race([new Promise((resolve) => outgoing.once('drain', resolve)), closed]);
    for (let turn = 0; turn < turns && !hasResponse(); turn += 1) await immediate();
  }
  outgoing.end();
}
