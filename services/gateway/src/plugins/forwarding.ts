import httpProxy from '@fastify/http-proxy';
import { Problem } from '@stockroom/service';
import type { FastifyInstance, FastifyReply } from 'fastify';
import plugin from 'fastify-plugin';
import type { Upstream } from '../upstreams.ts';

/** Connections kept to one upstream; more requests than that at once wait for a free one. */
const connectionsPerUpstream = 128;

/**
 * Idle connections are given up well before the service behind (75 s) or Service Connect's proxy
 * would, so that no request starts on a connection that is just being closed.
 */
const idleMilliseconds = 30_000;

/** Who a movement is booked under until callers sign in. */
const anonymous = 'anonymous';

/** Hands requests on to the services behind the gateway: streamed both ways, over kept connections. */
export const forwarding = plugin(
  async (
    app: FastifyInstance,
    options: { upstreams: readonly Upstream[]; timeoutSeconds: number },
  ) => {
    for (const upstream of options.upstreams) await forward(app, upstream, options.timeoutSeconds);
  },
  { name: 'forwarding' },
);

async function forward(app: FastifyInstance, upstream: Upstream, timeoutSeconds: number) {
  const { manifest, prefix, url } = upstream;

  app.addReadinessCheck(manifest.name, async (signal) => {
    const response = await fetch(new URL(manifest.readyPath, url), { signal });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${manifest.readyPath} answers ${response.status}`);
  });

  await app.register(async (scope) => {
    // A body that was parsed here could not be streamed on.
    scope.removeAllContentTypeParsers();
    await scope.register(httpProxy, {
      upstream: url,
      prefix,
      rewritePrefix: prefix,
      undici: {
        connections: connectionsPerUpstream,
        pipelining: 1,
        connect: { timeout: 2_000 },
        headersTimeout: timeoutSeconds * 1000,
        // Between two parts of an answer; a stream of events may be silent for long.
        bodyTimeout: 300_000,
        keepAliveTimeout: idleMilliseconds,
      },
      replyOptions: {
        // Unasked, the library repeats a GET up to ten times when it is answered 503.
        retryDelay: () => null,
        rewriteRequestHeaders: (request, headers) => ({
          ...headers,
          'x-request-id': request.id,
          traceparent: request.traceparent,
          // Who did it is for the gateway to say, never for the caller.
          'x-stockroom-actor': anonymous,
        }),
        onError: (reply, { error }) => {
          (reply as FastifyReply).send(failure(manifest.name, timeoutSeconds, error));
        },
      },
    });
  });
}

/** What the caller reads when a service behind the gateway gives no answer. */
function failure(
  service: string,
  timeoutSeconds: number,
  cause: Error & { code?: string },
): Problem {
  if (cause.code === 'FST_REPLY_FROM_GATEWAY_TIMEOUT' || cause.code === 'UND_ERR_HEADERS_TIMEOUT') {
    return new Problem(
      504,
      'upstream-timeout',
      'A service did not answer in time',
      `The ${service} gave no answer within ${timeoutSeconds} s. It may still do what was asked: read before you repeat.`,
      { cause },
    );
  }
  return new Problem(
    503,
    'upstream-unavailable',
    'A service is not available',
    `The ${service} cannot be reached. Try again in a few seconds.`,
    { cause, headers: { 'retry-after': '2' } },
  );
}
