import type { Readable } from 'node:stream';
import type { ActorSigner } from '@stockroom/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import type { Dispatcher } from 'undici';
import { rateLimitKey } from '../rate-limiting/rate-limit-key.ts';
import { type BodyLimits, parseBodies } from './bodies.ts';
import { ConcurrencyLimiter } from './concurrency-limiter.ts';
import { endWithCredentials } from './end-with-credentials.ts';
import { problemOf, signatureRejected } from './errors.ts';
import { requestHeaders, responseHeaders } from './headers.ts';
import type { RequestKind } from './request-kind.ts';
import type { Upstream } from './upstream.ts';
import { UpstreamClient } from './upstream-client.ts';
import { ClientClosedRequest } from './upstream-error.ts';

/** Settings of the forwarding. */
export interface ForwardingOptions extends BodyLimits {
  readonly upstreams: readonly Upstream[];
  /** Signs the caller's actor for the service with this name. */
  readonly signerFor: (service: string) => ActorSigner;
  /** Maximum time until a response begins, by kind. */
  readonly timeoutSeconds: Readonly<Record<RequestKind, number>>;
  readonly circuitOpenSeconds: number;
}

/** The actor on routes that the contract makes public. */
const anonymous = 'anonymous';

/** Forwards requests to the services behind the gateway, and streams their responses back. */
export const forwarding = plugin(
  async (app: FastifyInstance, options: ForwardingOptions) => {
    for (const upstream of options.upstreams) {
      // In its own scope: bodies are parsed differently from those of the gateway's own routes.
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
  // An event stream does not end by itself: without this, closing would wait for it.
  app.addHook('preClose', () => client.endEvents());
  app.addHook('onClose', () => client.close());

  app.addReadinessCheck(name, async (signal) => {
    const response = await fetch(new URL(readyPath, upstream.url), { signal });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${readyPath} responds with ${response.status}`);
  });

  parseBodies(app, options);
  const limiter = new ConcurrencyLimiter();
  const signer = options.signerFor(name);

  const handle =
    (usualKind: RequestKind) => async (request: FastifyRequest, reply: FastifyReply) => {
      request.log = reply.log = request.log.child({ upstream: name });
      const isStreamed = request.body !== undefined && !Buffer.isBuffer(request.body);
      const kind = isStreamed ? 'bulk' : usualKind;
      const clientClosed = new AbortController();
      try {
        const actor = await signer.sign(request.caller?.actor ?? anonymous);
        // The caller may have closed the request in the meantime.
        if (reply.raw.closed) throw new ClientClosedRequest();
        const release = limiter.acquire(kind, rateLimitKey(request));
        reply.raw.once('close', () => {
          release();
          if (!reply.raw.writableFinished) clientClosed.abort();
        });
        const response = await client.send({
          kind,
          method: request.method as Dispatcher.HttpMethod,
          path: request.url,
          headers: requestHeaders(request, actor),
          body: request.body as Buffer | Readable | undefined,
          clientClosed: clientClosed.signal,
        });
        // The services authenticate only the gateway.
        if (response.statusCode === 401) {
          signer.rejected();
          await response.body.dump();
          throw signatureRejected(name);
        }
        const headers = responseHeaders(response.headers);
        const vary = [reply.getHeader('vary'), headers.vary].flat().filter(Boolean).join(', ');
        reply.code(response.statusCode).headers({ ...headers, ...(vary && { vary }) });
        return reply.send(
          kind === 'events' ? endWithCredentials(response.body, request.caller) : response.body,
        );
      } catch (error) {
        throw problemOf(error, name);
      }
    };

  for (const { method, path, kind, access, bodyLimit } of upstream.routes) {
    const url = path.replace(/\{(\w+)\}/g, ':$1');
    app.route({
      method,
      url,
      config: { access, ...(bodyLimit !== undefined && { streamedBytes: bodyLimit }) },
      ...(bodyLimit !== undefined && { bodyLimit: Math.min(bodyLimit, options.jsonBytes) }),
      // HEAD of a stream would read the whole stream.
      exposeHeadRoute: kind === 'ordinary',
      handler: handle(kind),
    });
  }
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: `${upstream.prefix}/*`,
    // The contract does not declare the access of these paths.
    config: { access: 'inventory:admin' },
    handler: handle('ordinary'),
  });
}
