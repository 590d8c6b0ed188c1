import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  administratorKey,
  fetchAsAdministrator as fetch,
  startGateway,
} from '../fixtures/gateway.ts';
import { required } from '../fixtures/required.ts';
import { sendRaw } from '../fixtures/send-raw.ts';
import { startRecorder } from '../fixtures/upstream.ts';

/** A gateway in front of a service that records the requests that reach it. */
async function startRecorded() {
  const { url: upstream, reached } = await startRecorder();
  const { url } = await startGateway({ INVENTORY_URL: upstream });
  return { url, reached };
}

const authorization = `authorization: Bearer ${administratorKey}`;
const post = (...headers: string[]) =>
  ['POST /api/v1/receipts HTTP/1.1', 'host: a', authorization, ...headers, '', ''].join('\r\n');
const smuggled = `GET /api/v1/smuggled HTTP/1.1\r\nhost: a\r\n${authorization}\r\n\r\n`;

describe('a request with an ambiguous end is rejected, and nothing after it is processed', () => {
  test.each<[name: string, bytes: string]>([
    [
      'length and chunks',
      `${post('content-length: 5', 'transfer-encoding: chunked')}0\r\n\r\n${smuggled}`,
    ],
    [
      'chunks and length',
      `${post('transfer-encoding: chunked', 'content-length: 5')}0\r\n\r\n${smuggled}`,
    ],
    ['two lengths', `${post('content-length: 5', 'content-length: 6')}hello!${smuggled}`],
    ['the same length twice', `${post('content-length: 5', 'content-length: 5')}hello${smuggled}`],
    ['a list of lengths', `${post('content-length: 5, 5')}hello${smuggled}`],
    ['a length with a sign', `${post('content-length: +5')}hello${smuggled}`],
    ['a length in hexadecimal', `${post('content-length: 0x5')}hello${smuggled}`],
    ['a space before the colon', `${post('content-length : 5')}hello${smuggled}`],
    ['an unknown encoding', `${post('transfer-encoding: xchunked')}0\r\n\r\n${smuggled}`],
    [
      'chunked that is not the last encoding',
      `${post('transfer-encoding: chunked, identity')}${smuggled}`,
    ],
    ['a second encoding', `${post('transfer-encoding: gzip, chunked')}0\r\n\r\n${smuggled}`],
    [
      'two encodings',
      `${post('transfer-encoding: chunked', 'transfer-encoding: identity')}0\r\n\r\n${smuggled}`,
    ],
    [
      'chunks in HTTP/1.0',
      `${post('transfer-encoding: chunked').replace('1.1', '1.0')}0\r\n\r\n${smuggled}`,
    ],
    ['a folded header', `${post('x: a\r\n b', 'content-length: 0')}${smuggled}`],
    ['bare line feeds', `POST /api/v1/receipts HTTP/1.1\nhost: a\n\n${smuggled}`],
    ['one bare line feed', `${post('x: a\ncontent-length: 0')}${smuggled}`],
    ['a bare carriage return', `${post('x: a\rcontent-length: 0')}${smuggled}`],
    ['a NUL in a header', `${post('x: a\0b')}${smuggled}`],
    ['a chunk size with a line feed', `${post('transfer-encoding: chunked')}0;x\n\r\n${smuggled}`],
    ['two hosts', `GET /api/v1/items HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n${smuggled}`],
    ['no host', `GET /api/v1/items HTTP/1.1\r\n\r\n${smuggled}`],
    ['no HTTP', `\x16\x03\x01\x02\x00\x01\x00\x01${smuggled}`],
  ])('%s', async (_name, bytes) => {
    const { url, reached } = await startRecorded();

    const response = await sendRaw(url, bytes);

    expect(response).toMatch(/^HTTP\/1\.1 400 /);
    expect(response.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(reached).toEqual([]);
  });

  test('with problem details', async () => {
    const { url } = await startRecorded();
    const response = await sendRaw(url, post('content-length: 5', 'transfer-encoding: chunked'));
    expect(response).toContain('content-type: application/problem+json');
    const [, id] = /^x-request-id: (\S+)$/m.exec(response) ?? [];
    expect(JSON.parse(required(response.split('\r\n\r\n')[1], 'body'))).toMatchObject({
      type: 'urn:stockroom:problem:unreadable-request',
      status: 400,
      instance: `urn:request:${id}`,
    });
  });
});

describe('an ambiguous path is rejected', () => {
  test.each([
    '/api/v1/../../ready',
    '/api/v1/./items',
    '/api/v1/items/..',
    '/api/v1/..;/ready',
    '/api/v1/%2e%2e/ready',
    '/api/v1/%2E./ready',
    '/api/v1/items/a%2fb',
    '/api/v1/items/..%2F..%2Fready',
    '/api/v1/items/%252e%252e',
    '/api/v1/items/..%5c..%5cready',
    '/api/v1/items\\..\\..\\ready',
    '/api/v1//items',
    '//example.com/api/v1/items',
    '/api/v1/items/a%00b',
    '/api/v1/items/a%0d%0ax:y',
    'http://example.com/api/v1/items',
    '/assets/../../package.json',
  ])('%s', async (path) => {
    const { url, reached } = await startRecorded();

    const response = await sendRaw(
      url,
      `GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
    );

    expect(response).toMatch(/^HTTP\/1\.1 400 /);
    expect(response).toContain('urn:stockroom:problem:ambiguous-path');
    expect(reached).toEqual([]);
  });

  test.each(['/api/v1/items/A..B', '/api/v1/items/.hidden', '/api/v1/items?search=a%2Fb%20..'])(
    'but not %s',
    async (path) => {
      const { url, reached } = await startRecorded();
      expect((await fetch(`${url}${path}`)).status).toBe(200);
      expect(reached).toEqual([`GET ${path}`]);
    },
  );
});

describe('an unsupported method', () => {
  test.each(['TRACE', 'PROPFIND', 'QUERY'])('%s: 405, with the supported ones', async (method) => {
    const { url, reached } = await startRecorded();

    const response = await sendRaw(
      url,
      `${method} /api/v1/items HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
    );

    expect(response).toMatch(/^HTTP\/1\.1 405 /);
    expect(response).toContain('allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
    expect(reached).toEqual([]);
  });

  test('CONNECT: the connection is closed', async () => {
    const { url } = await startRecorded();
    expect(await sendRaw(url, 'CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n')).toBe('');
  });
});

describe('headers', () => {
  test('too large: 431', async () => {
    const { url } = await startRecorded();
    const response = await sendRaw(url, post(`x: ${'a'.repeat(17 * 1024)}`));
    expect(response).toMatch(/^HTTP\/1\.1 431 /);
    expect(response).toContain('urn:stockroom:problem:headers-too-large');
  });

  test('too many: 431', async () => {
    const { url, reached } = await startRecorded();
    const many = Array.from({ length: 100 }, (_, number) => `x-${number}: 1`);
    const response = await sendRaw(
      url,
      ['GET /api/v1/items HTTP/1.1', 'host: a', 'connection: close', ...many, '\r\n'].join('\r\n'),
    );
    expect(response).toMatch(/^HTTP\/1\.1 431 /);
    expect(reached).toEqual([]);
  });
});

describe('a slow caller is disconnected', () => {
  test('while it sends headers', async () => {
    const { url } = await startGateway({ HEADERS_TIMEOUT_SECONDS: '0.2' });
    const response = await sendRaw(url, 'GET /api/v1/items HTTP/1.1\r\nhost: a\r\nx: ');
    expect(response).toMatch(/^HTTP\/1\.1 408 /);
    expect(response).toContain('urn:stockroom:problem:request-timeout');
  });

  test('before its first byte, without a response', async () => {
    const { url } = await startGateway({ HEADERS_TIMEOUT_SECONDS: '0.2' });
    expect(await sendRaw(url, '')).toBe('');
  });

  test('while it sends a body, although a byte arrives now and then', async () => {
    const { url } = await startGateway({
      HEADERS_TIMEOUT_SECONDS: '0.2',
      REQUEST_TIMEOUT_SECONDS: '0.4',
    });
    const response = await sendRaw(
      url,
      post('content-type: application/json', 'content-length: 1000'),
      { byteEveryMilliseconds: 20 },
    );
    // A byte that arrives after the close resets the connection, which can lose the response.
    expect(response).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
  });

  test('but not while it pauses between two requests', async () => {
    const { url } = await startGateway({ HEADERS_TIMEOUT_SECONDS: '0.1' });
    const connection = new Client(url);
    onTestFinished(() => connection.destroy());
    const get = async () => {
      const { body, statusCode } = await connection.request({ method: 'GET', path: '/health' });
      await body.dump();
      return statusCode;
    };
    const opened: unknown[] = [];
    connection.on('connect', () => opened.push('connection'));

    expect(await get()).toBe(200);
    await wait(500);
    expect(await get()).toBe(200);
    expect(opened).toHaveLength(1);
  });
});

test('sendRaw treats a reset as the end of the connection', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  expect(await sendRaw(`http://127.0.0.1:${port}`, 'a', { byteEveryMilliseconds: 1 })).toBe('');
});
