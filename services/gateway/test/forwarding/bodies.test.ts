import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Operation, operations } from '@stockroom/client/contract';
import { describe, expect, test } from 'vitest';
import {
  administratorKey,
  fetchAsAdministrator as fetch,
  startGateway,
} from '../fixtures/gateway.ts';
import { largestJson } from '../fixtures/largest-json.ts';
import { sendRaw } from '../fixtures/send-raw.ts';
import { startUpstream } from '../fixtures/upstream.ts';

const kilobytes = (count: number) => 'a'.repeat(count * 1024);

describe('a body', () => {
  const limits = { JSON_BODY_MEGABYTES: '0.01', STREAMED_BODY_MEGABYTES: '0.1' };

  async function startReading() {
    const received: number[] = [];
    const upstream = await startUpstream(async (request, response) => {
      received.push((await text(request).catch(() => '')).length);
      response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream, ...limits });
    return { url, received };
  }

  test('can be larger if it is not JSON', async () => {
    const { url, received } = await startReading();
    const send = (type: string, body: string) =>
      fetch(`${url}/api/v1/items`, { method: 'POST', headers: { 'content-type': type }, body });

    expect((await send('application/json', kilobytes(9))).status).toBe(200);
    expect((await send('application/merge-patch+json', kilobytes(20))).status).toBe(413);
    expect((await send('text/csv', kilobytes(90))).status).toBe(200);
    expect(received).toEqual([9 * 1024, 90 * 1024]);
  });

  test.each(['application/json', 'text/csv'])(
    'with a content-length beyond the limit is rejected before it is read: %s',
    async (type) => {
      const { url, received } = await startReading();

      const response = await sendRaw(
        url,
        `POST /api/v1/items HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${administratorKey}\r\ncontent-type: ${type}\r\ncontent-length: 200000\r\n\r\n`,
      );

      expect(response).toMatch(/^HTTP\/1\.1 413 /);
      expect(response).toContain('urn:stockroom:problem:body-too-large');
      expect(response).toMatch(/connection: close/i);
      expect(received).toEqual([]);
    },
  );

  test.each(['application/json', 'text/csv'])(
    'without a content-length is rejected as soon as it exceeds the limit: %s',
    async (type) => {
      const { url } = await startReading();
      const chunk = `8000\r\n${'a'.repeat(0x8000)}\r\n`;

      const response = await sendRaw(
        url,
        `POST /api/v1/items HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${administratorKey}\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(4)}`,
      );

      expect(response).toMatch(/^HTTP\/1\.1 413 /);
    },
  );
});

describe('the body limit of an operation', () => {
  const withBody = Object.entries<Operation>(operations).flatMap(([name, operation]) =>
    operation.body ? [{ name, operation, body: operation.body }] : [],
  );

  test.each(withBody)(
    '$name: every body that the contract allows fits',
    async ({ operation, body }) => {
      expect(largestJson(body).length).toBeLessThan(operation.bodyLimit ?? 64 * 1024);
    },
  );

  test.each(withBody)('$name: a larger body gets 413', async ({ operation, body }) => {
    const upstream = await startUpstream((request, response) => {
      request.resume().once('end', () => response.end('{}'));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const max = operation.bodyLimit ?? 64 * 1024;
    const send = async (content: string | Uint8Array<ArrayBuffer>, coding = 'identity') =>
      (
        await fetch(`${url}${operation.path.replace(/\{\w+\}/, 'A')}`, {
          method: operation.method,
          headers: {
            'content-type': operation.bodyType ?? 'application/json',
            'content-encoding': coding,
          },
          body: content,
        })
      ).status;

    expect(await send(largestJson(body))).toBe(200);
    expect(await send('a'.repeat(max))).toBe(200);
    expect(await send('a'.repeat(max + 1))).toBe(413);
    expect(await send(new Uint8Array(gzipSync('a'.repeat(max))), 'gzip')).toBe(200);
    expect(await send(new Uint8Array(gzipSync('a'.repeat(max + 1))), 'gzip')).toBe(413);
  });

  test('is that of uploads for an upload, and that of JSON for a path outside the contract', async () => {
    const upstream = await startUpstream((request, response) => {
      request.resume().once('end', () => response.end('{}'));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const send = async (path: string, type: string) =>
      (
        await fetch(`${url}${path}`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: kilobytes(1000),
        })
      ).status;

    expect(await send('/api/v1/items/import', 'text/csv')).toBe(200);
    expect(await send('/api/v1/items/import', 'application/json')).toBe(200);
    expect(await send('/api/v1/unknown', 'application/json')).toBe(200);
    expect(await send('/api/v1/receipts', 'text/csv')).toBe(413);
  });
});
