import { text } from 'node:stream/consumers';
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { makeKey } from '../src/api-keys/index.ts';
import {
  administratorKey,
  fetchAsAdministrator as fetch,
  keptKeys,
  sendRaw,
  startGateway,
  startUpstream,
} from './fixtures/gateway.ts';

const answering = () => startUpstream((_request, response) => void response.end('{}'));

describe('the rate limit', () => {
  test('says with every answer how much is left', async () => {
    const { url } = await startGateway({
      INVENTORY_URL: await answering(),
      RATE_LIMIT_PER_MINUTE: '3',
    });

    const { headers } = await fetch(`${url}/api/v1/items`);

    expect(headers.get('ratelimit-limit')).toBe('3');
    expect(headers.get('ratelimit-remaining')).toBe('2');
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
  });

  test('answers 429 beyond it, with when to come again, and asks nobody', async () => {
    let asked = 0;
    const upstream = await startUpstream((_request, response) => {
      asked += 1;
      response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream, RATE_LIMIT_PER_MINUTE: '2' });
    await fetch(`${url}/api/v1/items`);
    await fetch(`${url}/api/v1/items`);

    const answer = await fetch(`${url}/api/v1/items`);

    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({
      type: 'urn:stockroom:problem:too-many-requests',
      detail: expect.stringMatching(/^More than 2 requests within a minute. Try again in \d+ s\.$/),
    });
    expect(asked).toBe(2);
  });

  test('counts each unknown caller behind the load balancer alone, and an IPv6 network as one', async () => {
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '1', TRUSTED_PROXIES: '1' });
    const statusFor = async (address: string) =>
      (await fetch(`${url}/session`, { headers: { 'x-forwarded-for': address } })).status;

    expect(await statusFor('203.0.113.1')).toBe(200);
    expect(await statusFor('203.0.113.1')).toBe(429);
    expect(await statusFor('203.0.113.2')).toBe(200);
    expect(await statusFor('2001:db8::1')).toBe(200);
    expect(await statusFor('2001:db8::2')).toBe(429);
    // What a caller claims before the load balancer's word gives it no second account.
    expect(await statusFor('198.51.100.7, 203.0.113.1')).toBe(429);
  });

  test('counts a known caller alone, from whatever address', async () => {
    const [one, other] = [makeKey('one', 'inventory:read'), makeKey('other', 'inventory:read')];
    const { url } = await startGateway({
      INVENTORY_URL: await answering(),
      API_KEYS_FILE: await keptKeys([one.key, other.key]),
      RATE_LIMIT_PER_MINUTE: '1',
      TRUSTED_PROXIES: '1',
    });
    const statusFor = async (secret: string, address: string) => {
      const headers = { authorization: `Bearer ${secret}`, 'x-forwarded-for': address };
      return (await fetch(`${url}/api/v1/items`, { headers })).status;
    };

    expect(await statusFor(one.secret, '203.0.113.1')).toBe(200);
    expect(await statusFor(one.secret, '203.0.113.2')).toBe(429);
    expect(await statusFor(other.secret, '203.0.113.1')).toBe(200);
  });

  test('counts attempts to be known by address, whatever they show', async () => {
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '2' });
    const statusFor = async (token: string) =>
      (await fetch(`${url}/api/v1/items`, { headers: { authorization: `Bearer ${token}` } }))
        .status;

    expect(await statusFor('stk_0000000000000000_a')).toBe(401);
    expect(await statusFor('abc')).toBe(401);
    expect(await statusFor('def')).toBe(429);
  });

  test('is for unknown paths as well, and never for the load balancer', async () => {
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '1' });

    const post = async () => (await fetch(`${url}/no/such/path`, { method: 'POST' })).status;
    expect(await post()).toBe(404);
    expect(await post()).toBe(429);
    for (let count = 0; count < 5; count += 1) {
      expect((await fetch(`${url}/health`)).status).toBe(200);
    }
  });
});

describe('a body', () => {
  const limits = { JSON_BODY_MEGABYTES: '0.01', STREAMED_BODY_MEGABYTES: '0.1' };
  const kilobytes = (count: number) => 'a'.repeat(count * 1024);

  async function startReading() {
    const received: number[] = [];
    const upstream = await startUpstream(async (request, response) => {
      received.push((await text(request).catch(() => '')).length);
      response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream, ...limits });
    return { url, received };
  }

  test('of JSON may be small, of another type large', async () => {
    const { url, received } = await startReading();
    const send = (type: string, body: string) =>
      fetch(`${url}/api/v1/items`, { method: 'POST', headers: { 'content-type': type }, body });

    expect((await send('application/json', kilobytes(9))).status).toBe(200);
    expect((await send('application/merge-patch+json', kilobytes(20))).status).toBe(413);
    expect((await send('text/csv', kilobytes(90))).status).toBe(200);
    expect(received).toEqual([9 * 1024, 90 * 1024]);
  });

  test.each(['application/json', 'text/csv'])(
    'that says it is too large is refused before it is sent: %s',
    async (type) => {
      const { url, received } = await startReading();

      const answer = await sendRaw(
        url,
        `POST /api/v1/items HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${administratorKey}\r\ncontent-type: ${type}\r\ncontent-length: 200000\r\n\r\n`,
      );

      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain('urn:stockroom:problem:body-too-large');
      expect(answer).toMatch(/connection: close/i);
      expect(received).toEqual([]);
    },
  );

  test.each(['application/json', 'text/csv'])(
    'that turns out to be too large is cut off: %s',
    async (type) => {
      const { url } = await startReading();
      const chunk = `8000\r\n${'a'.repeat(0x8000)}\r\n`;

      const answer = await sendRaw(
        url,
        `POST /api/v1/items HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${administratorKey}\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(4)}`,
      );

      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    },
  );
});

describe('a compressed body', () => {
  const commas = Buffer.concat([Buffer.from('sku,name\n'), Buffer.alloc(60_000_000, ',')]);
  const brotli = (body: Buffer) =>
    brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });

  /** Sends a body to a gateway before a service that counts what comes, until it has read all. */
  async function send(type: string, encoding: string, body: Buffer, settings = {}) {
    const received = Promise.withResolvers<number>();
    const upstream = await startUpstream(async (incoming, outgoing) => {
      let bytes = 0;
      try {
        for await (const chunk of incoming) bytes += chunk.length;
      } catch {
        // The gateway cut it off.
      }
      received.resolve(bytes);
      outgoing.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream, ...settings });
    const response = await fetch(`${url}/api/v1/items/import`, {
      method: 'POST',
      headers: { 'content-type': type, 'content-encoding': encoding },
      body: Uint8Array.from(body),
    });
    return { response, received: received.promise };
  }

  test.each([
    ['gzip', gzipSync(commas)],
    ['deflate', deflateSync(commas)],
    ['br', brotli(commas)],
    ['zstd', zstdCompressSync(commas)],
  ])('of 60 MB of commas is cut off at 100 times what was sent: %s', async (encoding, body) => {
    const { response, received } = await send('text/csv', encoding, body);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      type: 'urn:stockroom:problem:body-too-large',
      detail: expect.stringContaining('100 times'),
    });
    expect(await received).toBeLessThanOrEqual(Math.max(1024 * 1024, 100 * body.length));
  });

  test.each(['application/json', 'text/csv'])(
    'counts unpacked towards the largest body: %s',
    async (type) => {
      const body = gzipSync(Buffer.from(Array.from({ length: 30_000 }, Math.random).join(',')));
      const limits = { JSON_BODY_MEGABYTES: '0.3', STREAMED_BODY_MEGABYTES: '0.3' };
      const { response } = await send(type, 'gzip', body, limits);
      expect(body.length).toBeLessThan(300_000);
      expect(response.status).toBe(413);
    },
  );

  test.each(['application/json', 'text/csv'])(
    'that cannot be unpacked is 400: %s',
    async (type) => {
      const { response } = await send(type, 'gzip', Buffer.from('sku,name\nA,Bolt\n'));
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        detail: expect.stringContaining('decompress'),
      });
    },
  );

  test.each(['gzip', 'br'])('of an ordinary file goes through whole: %s', async (encoding) => {
    const rows = Array.from(
      { length: 60_000 },
      (_, row) => `ITEM-${row},Hexagon bolt M${row % 20},${row % 977},"Stainless steel, A2"\n`,
    );
    const file = Buffer.from(rows.join(''));
    const body = encoding === 'gzip' ? gzipSync(file) : brotli(file);
    const { response, received } = await send('text/csv', encoding, body);
    expect(file.length).toBeGreaterThan(2_500_000);
    expect(response.status).toBe(200);
    expect(await received).toBe(file.length);
  });
});

describe('pages of other origins', () => {
  const origin = 'https://shop.example.com';
  const preflight = (url: string, from: string) =>
    fetch(`${url}/api/v1/receipts`, {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-method': 'POST' },
    });

  test('may call nothing unless they are named', async () => {
    const { url } = await startGateway({ INVENTORY_URL: await answering() });
    const answer = await fetch(`${url}/api/v1/items`, { headers: { origin } });
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    expect((await preflight(url, origin)).headers.has('access-control-allow-origin')).toBe(false);
  });

  test('may call the API where they are named, and no others', async () => {
    const { url } = await startGateway({
      INVENTORY_URL: await answering(),
      CORS_ORIGINS: `${origin},https://other.example.com`,
    });

    const allowed = await preflight(url, origin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PATCH');
    const foreign = await preflight(url, 'https://evil.example.com');
    expect(foreign.headers.get('access-control-allow-origin')).not.toBe('https://evil.example.com');

    const answer = await fetch(`${url}/api/v1/items`, { headers: { origin } });
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
  });
});

describe('a stream', () => {
  test.each(['/api/v1/items/export', '/api/v1/movements/feed'])(
    'is made for GET and not for HEAD: %s',
    async (url) => {
      const { routes } = await startGateway();
      const methods = routes.filter((route) => route.url === url).map(({ method }) => method);
      expect(methods).toEqual(['GET']);
    },
  );
});
