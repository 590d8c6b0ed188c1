import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as openRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import { readSignedService } from './credential-scope.ts';
import { type EmulatorName, routes, unsignedRoute } from './routes.ts';

/** The loopback port of each emulator that is up. */
export type Upstreams = Readonly<Partial<Record<EmulatorName, number>>>;

export type FrontDoorOptions = {
  /** Tells one start of the emulated AWS from the next. */
  instance: string;
  /** Filled while the emulators start. */
  upstreams: Upstreams;
};

export const healthPath = '/_stockroom/health';

/**
 * Makes the one door to the emulated AWS: it sends each request to the emulator of the service the
 * request is signed for, and answers `GET /_stockroom/health` itself.
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
    if (destination.kind === 'refused') {
      refuse(request, response, destination);
      return;
    }
    forward(request, response, destination.emulator, options.upstreams);
  });
  // A plan may read for minutes and the emulators answer when they can: the client decides.
  server.requestTimeout = 0;
  // Longer than clients keep theirs, so that none is closed while a request is on its way.
  server.keepAliveTimeout = 120_000;
  return server;
}

type Destination =
  | { kind: 'emulator'; emulator: EmulatorName }
  | { kind: 'refused'; status: number; code: string; message: string };

/** Chooses the emulator for a request, or says why there is none. */
export function chooseEmulator(headers: IncomingHttpHeaders, path: string): Destination {
  const signedFor = readSignedService(headers, path);
  switch (signedFor.kind) {
    case 'unsigned':
      return { kind: 'emulator', emulator: unsignedRoute };
    case 'malformed':
      return {
        kind: 'refused',
        status: 400,
        code: 'IncompleteSignature',
        message: `The request's signature cannot be read: ${signedFor.reason}. Sign it with Signature Version 4, any key will do.`,
      };
    case 'service': {
      const emulator = Object.hasOwn(routes, signedFor.service)
        ? routes[signedFor.service]
        : undefined;
      return emulator === undefined
        ? {
            kind: 'refused',
            status: 400,
            code: 'UnknownService',
            message: `The emulated AWS has no service ${JSON.stringify(signedFor.service)}. Add it to infra/emulator/routes.ts.`,
          }
        : { kind: 'emulator', emulator };
    }
  }
}

/** Headers that belong to one connection and not to the request. */
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
    refuse(request, response, {
      status: 503,
      code: 'ServiceUnavailable',
      message: `The emulator ${emulator} is still starting. Wait until GET ${healthPath} answers 200.`,
    });
    return;
  }

  const headers = { ...request.headers };
  for (const name of connectionHeaders) delete headers[name];
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';

  const outgoing = openRequest({
    host: '127.0.0.1',
    port,
    method: request.method,
    path: request.url,
    headers,
    // The emulators build addresses from the Host they were asked for.
    setHost: false,
    // A kept connection may be closed by the emulator at the very moment it is used again.
    agent: false,
  });

  outgoing.on('response', (answer) => {
    const answerHeaders = { ...answer.headers };
    for (const name of connectionHeaders) delete answerHeaders[name];
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answerHeaders);
    pipeline(answer, response, () => undefined);
  });
  outgoing.on('error', (error) => {
    if (response.headersSent) {
      response.destroy(error);
      return;
    }
    refuse(request, response, {
      status: 502,
      code: 'EmulatorUnavailable',
      message: `The emulator ${emulator} did not answer (${error.message}). Look into its log, then start the emulated AWS again with: pnpm emulator`,
    });
  });
  response.on('close', () => outgoing.destroy());
  pipeline(request, outgoing, () => undefined);
}

/** Answers with an error in the shape that the client's protocol expects: XML or JSON. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: { status: number; code: string; message: string },
): void {
  // What is not read of a body would keep the connection from being used again.
  request.resume();
  if (response.destroyed) return;
  response.setHeader('x-amzn-errortype', error.code);
  if (speaksXml(request)) {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error></ErrorResponse>`;
    response.writeHead(error.status, { 'content-type': 'text/xml' }).end(body);
    return;
  }
  sendJson(response, error.status, { __type: error.code, message: error.message });
}

function speaksXml(request: IncomingMessage): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
