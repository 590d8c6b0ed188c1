import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';

/**
 * Ends connections that have never sent a request when the service closes. Clients and load
 * balancers open some in advance; Node counts them as busy, and would wait a minute for each.
 */
export const idleSockets = plugin(
  async (app: FastifyInstance) => {
    const silent = new Set<Socket>();

    app.server.on('connection', (socket: Socket) => {
      silent.add(socket);
      socket.once('close', () => silent.delete(socket));
    });
    app.server.on('request', ({ socket }) => silent.delete(socket));

    app.addHook('preClose', async () => {
      for (const socket of silent) socket.destroy();
    });
  },
  { name: 'idle-sockets' },
);
