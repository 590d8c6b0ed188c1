import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { type FeedState, type FollowOptions, followMovements } from '../src/index.ts';

/** A feed that sends the test's responses, in order. */
async function feed(
  ...responses: ((response: ServerResponse, request: IncomingMessage) => void)[]
): Promise<{ url: string; resumedAfter: (string | undefined)[] }> {
  const resumedAfter: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const after = request.headers['last-event-id'];
    resumedAfter.push(Array.isArray(after) ? after[0] : after);
    responses[resumedAfter.length - 1]?.(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, resumedAfter };
}

const begin = (response: ServerResponse): ServerResponse => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('retry: 1000\nid: 0\nevent: start\ndata: {}\n\n');
  return response;
};
const movement = (id: number) => `id: ${id}\nevent: movement\ndata: {"quantity":${id}}\n\n`;

/** Reads a number of movements, and records the states in between. */
async function read(count: number, options: Omit<FollowOptions, 'signal'>) {
  const stop = new AbortController();
  const states: FeedState[] = [];
  const quantities: number[] = [];
  const entries = followMovements({
    ...options,
    signal: stop.signal,
    onState: (state) => states.push(state),
  });
  for await (const entry of entries) {
    quantities.push(entry.movement.quantity);
    if (quantities.length === count) break;
  }
  return { quantities, states, stop };
}

test('a feed without data reconnects and resumes after the last movement', async () => {
  const { url, resumedAfter } = await feed(
    // As when the network loses the connection without closing it.
    (response) => begin(response).write(movement(1)),
    (response) => begin(response).write(movement(2)),
  );
  const { quantities, states } = await read(2, { baseUrl: url, idleTimeout: 300 });
  expect(quantities).toEqual([1, 2]);
  expect(states).toEqual(['connecting', 'live', 'lost', 'live']);
  expect(resumedAfter).toEqual([undefined, '1']);
});

test('a feed that does not respond is requested again', async () => {
  const { url } = await feed(
    () => {},
    (response) => begin(response).write(movement(1)),
  );
  const { quantities, states } = await read(1, { baseUrl: url, idleTimeout: 300 });
  expect(quantities).toEqual([1]);
  expect(states).toEqual(['connecting', 'lost', 'live']);
});

test('heartbeats keep a feed without movements connected', async () => {
  const { url, resumedAfter } = await feed((response) => {
    begin(response);
    let beats = 0;
    const heart = setInterval(() => {
      beats += 1;
      response.write(beats < 20 ? ': heartbeat\n\n' : movement(1));
      if (beats === 20) clearInterval(heart);
    }, 50);
    response.on('close', () => clearInterval(heart));
  });
  const { quantities, states } = await read(1, { baseUrl: url, idleTimeout: 500 });
  expect(quantities).toEqual([1]);
  expect(states).toEqual(['connecting', 'live']);
  expect(resumedAfter).toHaveLength(1);
});

test('a movement is read completely, wherever the network splits it', async () => {
  const { url } = await feed(async (response) => {
    begin(response);
    const text = Buffer.from(
      'id: 1\nevent: movement\ndata: {"quantity":1,"reason":"Größe 🚲"}\n\n',
    );
    for (const byte of text) {
      response.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  const { value } = await followMovements({
    baseUrl: url,
    signal: AbortSignal.timeout(10_000),
  }).next();
  expect(value?.movement).toEqual({ quantity: 1, reason: 'Größe 🚲' });
});

test('an unavailable or busy service gets retries; other errors are thrown', async () => {
  const problem = {
    type: 'urn:stockroom:problem:forbidden',
    title: '',
    status: 403,
    detail: 'No.',
  };
  const forbid = (response: ServerResponse) => {
    response.writeHead(403, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(problem));
  };
  const { url, resumedAfter } = await feed(
    (response) => response.writeHead(503).end(),
    (response) => response.writeHead(429, { 'retry-after': '0' }).end(),
    forbid,
  );
  await expect(read(1, { baseUrl: url })).rejects.toMatchObject({ problem });
  expect(resumedAfter).toHaveLength(3);
});

test('a feed closes its connection when the caller stops reading', async () => {
  const closed = Promise.withResolvers<void>();
  const { url } = await feed((response) => {
    begin(response).write(movement(1));
    response.on('close', closed.resolve);
  });
  await read(1, { baseUrl: url });
  await closed.promise;
});

test('a feed ends immediately with the reason of its signal', async () => {
  const { url } = await feed((response) => begin(response));
  const stop = new AbortController();
  const reason = new Error('enough');
  const next = followMovements({
    baseUrl: url,
    signal: stop.signal,
    onState: (state) => state === 'live' && stop.abort(reason),
  }).next();
  await expect(next).rejects.toBe(reason);
});

test.each([
  { settings: { baseUrl: 'stock.example.com' }, setting: 'URL' },
  {
    settings: { baseUrl: 'http://127.0.0.1', headers: { authorization: 'Bearer a\nb' } },
    setting: 'header',
  },
])('invalid settings are thrown immediately: $setting', async ({ settings }) => {
  await expect(read(1, settings)).rejects.toThrow(TypeError);
});
