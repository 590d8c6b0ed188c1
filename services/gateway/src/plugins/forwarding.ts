import { PassThrough, pipeline, type Readable, Transform } from 'node:stream';
import { type ActorSigner, Problem } from '@stockroom/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import type { Dispatcher } from 'undici';
import type { Caller } from '../access/caller.ts';
import { CallerShares } from '../forwarding/caller-shares.ts';
import { answerHeaders, requestHeaders } from '../forwarding/headers.ts';
import { CallerLeft, type Kind, NoAnswer, UpstreamClient } from '../forwarding/upstream-client.ts';
import type { Upstream } from '../upstreams.ts';
import { accountOf } from './rate-limits.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Most bytes of a body that is streamed, where the route has fewer than uploads. */
    streamedBytes?: number;
  }
}

/** How requests are handed on. */
export interface ForwardingOptions {
  readonly upstreams: readonly Upstream[];
  /** Signs who calls, for the service with a name. */
  readonly signerFor: (service: string) => ActorSigner;
  readonly timeoutSeconds: Readonly<Record<Kind, number>>;
  readonly circuitOpenSeconds: number;
  /** Most bytes of a JSON body, which is read here as a whole. */
  readonly jsonBytes: number;
  /** Most bytes of any other body, which is streamed. */
  readonly streamedBytes: number;
}

/** Who calls where the contract says that anybody may. */
const anonymous = 'anonymous';

const json = /^application\/(?:[\w.-]+\+)?json(?:;|$)/;

/** Hands requests on to the services behind the gateway, and streams their answers back. */
export const forwarding = plugin(
  async (app: FastifyInstance, options: ForwardingOptions) => {
    for (const upstream of options.upstreams) {
      // In a scope of its own: bodies are read differently here than in the gateway's own routes.
      await app.register(async (scope) => forward(scope, upstream, options));
    }
  },
  { name: 'forwarding' },
);

function forward(app: FastifyInstance, upstream: Upstream, options: ForwardingOptions): void {
  const { name, readyPath } = upstream.manifest;
  const client = new UpstreamClient({
    url: upstream.url,
    timeoutSeconds: options.timeoutSeconds,
    circuitOpenSeconds: options.circuitOpenSeconds,
    onCircuitChange: (state) => app.log.warn({ upstream: name }, `circuit to ${name}: ${state}`),
    onOutcome: (milliseconds, failed) =>
      app.metrics.observe('Upstream', name, milliseconds, failed),
  });
  // A stream of events has no end of its own: without this, closing would wait for it.
  app.addHook('preClose', () => client.endEvents());
  app.addHook('onClose', () => client.close());

  app.addReadinessCheck(name, async (signal) => {
    const response = await fetch(new URL(readyPath, upstream.url), { signal });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${readyPath} answers ${response.status}`);
  });

  takeBodies(app, options);
  const shares = new CallerShares();
  const signer = options.signerFor(name);

  const handle = (usual: Kind) => async (request: FastifyRequest, reply: FastifyReply) => {
    request.log = reply.log = request.log.child({ upstream: name });
    const isStreamed = request.body !== undefined && !Buffer.isBuffer(request.body);
    const kind = isStreamed ? 'bulk' : usual;
    const caller = new AbortController();
    try {
      const actor = await signer.sign(request.caller?.actor ?? anonymous);
      // It may have left while it was found out who that is.
      if (reply.raw.closed) throw new CallerLeft();
      const giveBack = shares.take(kind, accountOf(request));
      reply.raw.once('close', () => {
        giveBack();
        if (!reply.raw.writableFinished) caller.abort();
      });
      const answer = await client.ask({
        kind,
        method: request.method as Dispatcher.HttpMethod,
        path: request.url,
        headers: requestHeaders(request, actor),
        body: request.body as Buffer | Readable | undefined,
        left: caller.signal,
      });
      // Services behind the gateway authenticate no one else.
      if (answer.statusCode === 401) {
        signer.rejected();
        await answer.body.dump();
        throw notAccepted(name);
      }
      const headers = answerHeaders(answer.headers);
      const vary = [reply.getHeader('vary'), headers.vary].flat().filter(Boolean).join(', ');
      reply.code(answer.statusCode).headers({ ...headers, ...(vary && { vary }) });
      const body = kind === 'events' ? endedInTime(answer.body, request.caller) : answer.body;
      return reply.send(body);
    } catch (error) {
      throw explain(error, name);
    }
  };

  for (const { method, path, kind, access, bodyLimit } of upstream.routes) {
    const url = path.replace(/\{(\w+)\}/g, ':$1');
    app.route({
      method,
      url,
      config: { access, ...(bodyLimit !== undefined && { streamedBytes: bodyLimit }) },
      ...(bodyLimit !== undefined && { bodyLimit: Math.min(bodyLimit, options.jsonBytes) }),
      // HEAD of a stream would read it as a whole.
      exposeHeadRoute: kind === 'ordinary',
      handler: handle(kind),
    });
  }
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: `${upstream.prefix}/*`,
    // The contract does not know it, so it says of nobody that they may.
    config: { access: 'inventory:admin' },
    handler: handle('ordinary'),
  });
}

/** A stream of events is ended after so long: who may not read it any more would go on reading. */
const feedMilliseconds = 15 * 60_000;

/** Ends a stream of events in time, whose reader resumes it where it ended, if it still may. */
function endedInTime(events: Readable, caller: Caller | undefined): Readable {
  const expires = caller?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const timed = new PassThrough();
  const timer = setTimeout(
    () => {
      events.unpipe(timed);
      timed.end();
    },
    Math.min(feedMilliseconds, Math.max(0, expires - Date.now())),
  );
  events.once('error', (error) => timed.destroy(error));
  timed.once('close', () => {
    clearTimeout(timer);
    events.destroy();
  });
  return events.pipe(timed);
}

/**
 * JSON is small and read as a whole before a connection behind the gateway is taken for it: a caller
 * that sends slowly keeps nobody waiting. Anything else may be large and is streamed.
 */
function takeBodies(app: FastifyInstance, { jsonBytes, streamedBytes }: ForwardingOptions): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    json,
    { parseAs: 'buffer', bodyLimit: jsonBytes },
    async (_request: FastifyRequest, body: Buffer) => body,
  );
  app.addContentTypeParser('*', async (request: FastifyRequest, body: Readable) => {
    const most = Math.min(
      request.routeOptions.config.streamedBytes ?? streamedBytes,
      streamedBytes,
    );
    if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
    return limited(body, most);
  });
}

function limited(body: Readable, most: number): Readable {
  let bytes = 0;
  const limit = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      if (bytes > most) done(tooLarge(most));
      else done(null, chunk);
    },
  });
  return pipeline(body, limit, () => {});
}

const tooLarge = (most: number) =>
  new Problem(
    413,
    'body-too-large',
    'The body is too large',
    `The body has more than ${most} bytes. Send it in parts.`,
  );

/** The caller did nothing wrong, and must not take itself for signed out. */
const notAccepted = (service: string) =>
  new Problem(
    503,
    'upstream-unavailable',
    'A service is not available',
    `The ${service} does not accept the gateway's signature now. Try again in a few seconds.`,
    { headers: { 'retry-after': '2' } },
  );

/** What the caller reads when a service behind the gateway gives no answer. */
function explain(error: unknown, service: string): unknown {
  if (error instanceof CallerLeft) {
    return new Problem(499, 'caller-left', 'The caller left', 'There was nobody to answer.');
  }
  if (!(error instanceof NoAnswer)) return error;
  const more = { cause: error, headers: { 'retry-after': String(error.retryAfterSeconds) } };
  if (error.reason === 'timeout') {
    return new Problem(
      504,
      'upstream-timeout',
      'A service did not answer in time',
      `The ${service} gave no answer in time. It may still do what was asked: read before you repeat.`,
      { cause: error },
    );
  }
  return new Problem(
    503,
    'upstream-unavailable',
    'A service is not available',
    error.reason === 'circuit-open'
      ? `The ${service} does not answer and is left alone for a while. Try again in ${error.retryAfterSeconds} s.`
      : `The ${service} cannot be reached. Try again in a few seconds.`,
    more,
  );
}
