import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * A fetch that sends every request to the gateway itself, whatever its host: the gateway's public
 * address may not be reachable from inside, in a container for example.
 */
export const loopbackFetch =
  (app: FastifyInstance): typeof fetch =>
  async (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const address = app.server.address() as AddressInfo | null;
    if (!address) throw new Error('The gateway is not listening yet.');
    const host = address.family === 'IPv6' ? '[::1]' : '127.0.0.1';
    return fetch(`http://${host}:${address.port}${pathname}${search}`, init);
  };
