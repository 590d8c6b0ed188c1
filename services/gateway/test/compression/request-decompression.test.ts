import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  administratorKey,
  fetchAsAdministrator as fetch,
  startGateway,
} from '../fixtures/gateway.ts';
import { startUpstream, unreachableUrl } from '../fixtures/upstream.ts';

/** A gateway in front of a service that responds with the body of the request. */
async function startEcho(variables: Record<string, string> = {}) {
  const upstream = await startUpstream(async (request, response) => {
    const { 'content-encoding': coding = 'none', 'content-length': length } = request.headers;
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    response.setHeader('x-seen', `${coding} ${length ?? 'chunked'}`);
    response.end(body);
  });
  return startGateway({ INVENTORY_URL: upstream, ...variables });
}

const types = { json: '/api/v1/items', csv: '/api/v1/items/import' };

const upload = (url: string, kind: keyof typeof types, coding: string, body: Uint8Array) =>
  fetch(`${url}${types[kind]}`, {
    method: 'POST',
    headers: {
      'content-type': kind === 'json' ? 'application/json' : 'text/csv',
      'content-encoding': coding,
    },
    body: new Uint8Array(body),
  });

const file = Buffer.from('sku,name\nA,Bolt\n'.repeat(100));

const kinds = ['json', 'csv'] as const;

describe('a coding is recognized by any of its names', () => {
  test.each([
    ['gzip', gzipSync(file)],
    ['GZIP', gzipSync(file)],
    ['x-gzip', gzipSync(file)],
    ['X-GZip', gzipSync(file)],
    ['gzip, identity', gzipSync(file)],
    [' , gzip,', gzipSync(file)],
    ['br', brotliCompressSync(file)],
    ['deflate', deflateSync(file)],
    ['zstd', zstdCompressSync(file)],
    ['identity', file],
    ['Identity', file],
    [',', file],
  ])('%s', async (coding, body) => {
    const { url } = await startEcho();

    for (const kind of kinds) {
      const response = await upload(url, kind, coding, body);
      expect(response.status).toBe(200);
      expect(response.headers.get('x-seen')).toBe(
        kind === 'json' || body === file ? `none ${file.length}` : 'none chunked',
      );
      expect(await response.text()).toBe(file.toString());
    }
  });
});

describe('an unsupported coding gets 415 and the supported ones', () => {
  test.each(['compress', 'gzip, gzip', 'gzip, br', 'constructor', `a${'b'.repeat(5000)}`])(
    '%s',
    async (coding) => {
      const { url } = await startEcho();

      const response = await upload(url, 'json', coding, gzipSync(file));

      expect(response.status).toBe(415);
      expect(response.headers.get('accept-encoding')).toBe('gzip, br, deflate, zstd');
      const body = await response.text();
      expect(JSON.parse(body).type).toBe('urn:stockroom:problem:unsupported-content-encoding');
      expect(body.length).toBeLessThan(1000);
    },
  );

  test('but not if no body is read', async () => {
    const { url } = await startEcho();
    const headers = { 'content-encoding': 'compress' };
    expect((await fetch(`${url}/api/v1/items`, { headers })).status).toBe(200);
  });
});

describe('a body that cannot be decompressed gets 400', () => {
  const noise = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at * 31) % 251));
  const whole = {
    gzip: gzipSync,
    br: brotliCompressSync,
    deflate: deflateSync,
    zstd: zstdCompressSync,
  };

  for (const [coding, compress] of Object.entries(whole)) {
    test.each(kinds)(`not ${coding}: %s`, async (kind) => {
      const { url } = await startEcho();
      const response = await upload(url, kind, coding, file);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        type: 'urn:stockroom:problem:corrupt-body',
        detail: `The body is not valid ${coding}, or is truncated. Compress it again, or send it uncompressed.`,
      });
    });

    test.each(kinds)(`truncated ${coding}: %s`, async (kind) => {
      const { url } = await startEcho();
      const body = compress(noise);
      const response = await upload(url, kind, coding, body.subarray(0, body.length - 20));
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ type: 'urn:stockroom:problem:corrupt-body' });
    });
  }
});

describe('a body that grows to more than 100 times its compressed size gets 413', () => {
  const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024);

  test.each([
    ['csv', 'gzip', gzipSync(zeros(20))],
    ['csv', 'br', brotliCompressSync(zeros(20))],
    ['json', 'gzip', gzipSync(zeros(20))],
  ] as const)('%s, %s', async (kind, coding, body) => {
    const { url } = await startEcho({ JSON_BODY_MEGABYTES: '50' });
    const response = await upload(url, kind, coding, body);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ type: 'urn:stockroom:problem:body-too-large' });
  });

  test('but not if it stays small', async () => {
    const { url } = await startEcho();
    expect((await upload(url, 'csv', 'gzip', gzipSync(zeros(1)))).status).toBe(200);
  });
});

test.each([
  ['json', { JSON_BODY_MEGABYTES: '0.01' }],
  ['csv', { STREAMED_BODY_MEGABYTES: '0.01' }],
] as const)('limits apply to the decompressed body: %s', async (kind, limits) => {
  const { url } = await startEcho(limits);
  const body = gzipSync(Buffer.alloc(20 * 1024, 'a'));
  expect((await upload(url, kind, 'gzip', body)).status).toBe(413);
});

test.each(['identity', 'gzip', 'br'])(
  'an upload gets 503 while the inventory is unreachable, compressed or not: %s',
  async (coding) => {
    const { url } = await startGateway({ INVENTORY_URL: await unreachableUrl() });
    const body = { identity: file, gzip: gzipSync(file), br: brotliCompressSync(file) }[coding];

    const response = await upload(url, 'csv', coding, body ?? file);

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      type: 'urn:stockroom:problem:upstream-unavailable',
    });
  },
);

test.each(['identity', 'gzip'])(
  'uploads that callers abort do not count against the inventory: %s',
  async (coding) => {
    const arrivals = new EventEmitter();
    const upstream = await startUpstream(async (request, response) => {
      request.once('data', () => arrivals.emit('upload'));
      await text(request).catch(() => {});
      response.end();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const { hostname, port } = new URL(url);
    const head = [
      'POST /api/v1/items/import HTTP/1.1',
      'host: a',
      `authorization: Bearer ${administratorKey}`,
      'content-type: text/csv',
      `content-encoding: ${coding}`,
      'content-length: 1000000',
      '\r\n',
    ].join('\r\n');
    const content = randomBytes(300_000);

    for (let count = 0; count < 25; count += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      const arrived = once(arrivals, 'upload');
      socket.write(head);
      socket.write(coding === 'gzip' ? gzipSync(content).subarray(0, -100) : content);
      await arrived;
      socket.resetAndDestroy();
    }

    expect((await upload(url, 'csv', 'identity', file)).status).toBe(200);
  },
);
