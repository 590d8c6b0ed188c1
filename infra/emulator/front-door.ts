import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import { pipeline } from 'node:stream';
import { readSignedService } from './credential-scope.ts';
import { type EmulatorName, routes, unsignedRoute } from './routes.ts';

/** The loopback port of each emulator that has started. */
export type Upstreams = Readonly<Partial<Record<EmulatorName, number>>>;

/** What `createFrontDoor` needs. */
interface FrontDoorOptions {
  /** The id of this start of the emulated AWS, for the health response. */
  readonly instance: string;
  /** Filled while the emulators start. */
  readonly upstreams: Upstreams;
}

/** Returns 200 with the instance id when all emulators run, 503 before. */
export const healthPath = '/_stockroom/health';

/**
 * Creates the single endpoint of the emulated AWS. It forwards each request to the emulator of the
 * service in the request's signature, and serves `GET /_stockroom/health` itself.
 */
export function createFrontDoor(options: FrontDoorOptions): Server {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === healthPath) {
      const ready =
        options.upstreams.ministack !== undefined && options.upstreams.moto !== undefined;
      sendJson(response, ready ? 200 : 503, {
        status: ready ? 'ok' : 'starting',
        instance: options.instance,
      });
      return;
    }
    const destination = chooseEmulator(request.headers, path);
    if (destination.kind === 'error') {
      sendError(request, response, destination);
      return;
    }
    forward(request, response, destination.emulator, options.upstreams);
  });
  // No limit here: a slow request ends with the client's timeout.
  server.requestTimeout = 0;
  // Longer than the clients' keep-alive, so that a connection is not closed under a new request.
  server.keepAliveTimeout = 120_000;
  return server;
}

/** An error response in terms of the AWS API. */
interface AwsError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

type Destination =
  | { readonly kind: 'emulator'; readonly emulator: EmulatorName }
  | ({ readonly kind: 'error' } & AwsError);

/** Chooses the emulator for a request, or an error response if no emulator has the service. */
export function chooseEmulator(headers: IncomingHttpHeaders, path: string): Destination {
  const signed = readSignedService(headers, path);
  switch (signed.kind) {
    case 'unsigned':
      return { kind: 'emulator', emulator: unsignedRoute };
    case 'malformed':
      return {
        kind: 'error',
        status: 400,
        code: 'IncompleteSignature',
        message: `The request's signature cannot be read: ${signed.reason}. Sign it with Signature Version 4; any key is accepted.`,
      };
    case 'service': {
      const emulator = Object.hasOwn(routes, signed.service) ? routes[signed.service] : undefined;
      return emulator === undefined
        ? {
            kind: 'error',
            status: 400,
            code: 'UnknownService',
            message: `The emulated AWS has no service ${JSON.stringify(signed.service)}. Add it to infra/emulator/routes.ts.`,
          }
        : { kind: 'emulator', emulator };
    }
  }
}

/** Headers of a connection, which a proxy must not forward (RFC 9110, section 7.6.1). */
const connectionHeaders = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  emulator: EmulatorName,
  upstreams: Upstreams,
): void {
  const port = upstreams[emulator];
  if (port === undefined) {
    sendError(request, response, {
      status: 503,
      code: 'ServiceUnavailable',
      message: `The emulator ${emulator} is still starting. Wait until GET ${healthPath} returns 200.`,
    });
    return;
  }

  const headers = { ...request.headers };
  for (const name of connectionHeaders) delete headers[name];
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';

  const upstreamRequest = sendRequest({
    host: '127.0.0.1',
    port,
    method: request.method,
    path: request.url,
    headers,
    // The emulators build URLs from the request's Host header.
    setHost: false,
    // The emulator could close a kept connection at the moment it is reused.
    agent: false,
  });

  upstreamRequest.on('response', (upstream) => {
    const upstreamHeaders = { ...upstream.headers };
    for (const name of connectionHeaders) delete upstreamHeaders[name];
    response.writeHead(upstream.statusCode ?? 502, upstream.statusMessage, upstreamHeaders);
    pipeline(upstream, response, () => undefined);
  });
  upstreamRequest.on('error', (error) => {
    if (response.headersSent) {
      response.destroy(error);
      return;
    }
    sendError(request, response, {
      status: 502,
      code: 'EmulatorUnavailable',
      message: `The emulator ${emulator} did not respond (${error.message}). See its log, then restart the emulated AWS with: pnpm emulator`,
    });
  });
  response.on('close', () => upstreamRequest.destroy());
  pipeline(request, upstreamRequest, () => undefined);
}

/** Sends an error in the format of the client's protocol, XML or JSON. */
function sendError(request: IncomingMessage, response: ServerResponse, error: AwsError): void {
  // The connection can only be reused when the request's body has been read.
  request.resume();
  if (response.destroyed) return;
  response.setHeader('x-amzn-errortype', error.code);
  if (usesXml(request)) {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error></ErrorResponse>`;
    response.writeHead(error.status, { 'content-type': 'text/xml' }).end(body);
    return;
  }
  sendJson(response, error.status, { __type: error.code, message: error.message });
}

function usesXml(request: IncomingMessage): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
