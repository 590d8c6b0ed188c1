import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { quietService } from './fixtures/quiet-service.ts';

/** Far less than what Node waits for by itself: 60 s for a first request, 75 s of keep-alive. */
const soon = 20_000;

describe('a closing service is not delayed', () => {
  test('by a stream that had begun before', async () => {
    const service = await quietService();
    const stream = new PassThrough();
    service.get('/stream', async (_request, reply) => reply.send(stream));
    service.addHook('preClose', async () => {
      stream.end('the end');
    });
    const url = await service.listen({ host: '127.0.0.1', port: 0 });
    stream.write('begun, ');
    const response = await fetch(`${url}/stream`);
    const began = performance.now();
    await service.close();
    expect(performance.now() - began).toBeLessThan(soon);
    expect(await response.text()).toBe('begun, the end');
  });

  test('by a connection that never sent a request', async () => {
    const service = await quietService();
    const url = new URL(await service.listen({ host: '127.0.0.1', port: 0 }));
    const accepted = once(service.server, 'connection');
    const socket = connect(Number(url.port), url.hostname);
    socket.on('error', () => {});
    await accepted;
    const began = performance.now();
    await service.close();
    expect(performance.now() - began).toBeLessThan(soon);
    socket.destroy();
  });
});
