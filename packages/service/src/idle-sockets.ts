import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';

/**
 * Closes connections that have never sent a request when the service closes. Clients and load
 * balancers open some in advance. Node counts them as active, and would wait a minute for each.
 */
export const idleSockets = plugin(
  async (app: FastifyInstance) => {
    const idle = new Set<Socket>();

    app.server.on('connection', (socket: Socket) => {
      idle.add(socket);
      socket.once('close', () => idle.delete(socket));
    });
    app.server.on('request', ({ socket }) => idle.delete(socket));

    app.addHook('preClose', async () => {
      for (const socket of idle) socket.destroy();
    });
  },
  { name: 'idle-sockets' },
);
