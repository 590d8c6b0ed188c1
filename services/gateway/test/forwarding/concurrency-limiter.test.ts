import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeKey } from '../../src/api-keys/index.ts';
import {
  administrator,
  fetchAsAdministrator as fetch,
  startGateway,
  storeKeys,
} from '../fixtures/gateway.ts';
import { startUpstream } from '../fixtures/upstream.ts';

describe('one caller cannot occupy every connection', () => {
  const csv = { method: 'POST', headers: { 'content-type': 'text/csv' } } as const;
  const kinds: [kind: string, max: number, path: string, init: RequestInit][] = [
    ['feeds', 20, '/api/v1/movements/feed', {}],
    ['imports and exports', 4, '/api/v1/items/export', {}],
    ['imports and exports', 4, '/api/v1/items/import', { ...csv, body: 'sku,name' }],
  ];

  test.each(kinds)(
    'its %s are limited to %i at a time, then 429: %s',
    async (kind, max, path, init) => {
      const upstream = await startUpstream((request, response) => {
        if (request.url === '/api/v1/items') response.end('{}');
        else response.writeHead(200, { 'content-type': 'application/zip' }).write('begun');
      });
      const other = makeKey('other', 'inventory:admin');
      const { url } = await startGateway({
        INVENTORY_URL: upstream,
        API_KEYS_FILE: await storeKeys([administrator, other.key]),
      });
      const callers = Array.from({ length: max }, () => new AbortController());
      const [ofOther, next] = [new AbortController(), new AbortController()];
      onTestFinished(() => {
        for (const caller of [...callers, ofOther, next]) caller.abort();
      });
      const open = (signal?: AbortSignal) =>
        fetch(url + path, { ...init, ...(signal && { signal }) });
      const first = await Promise.all(callers.map(({ signal }) => open(signal)));
      expect(first.map(({ status }) => status)).toEqual(Array(max).fill(200));

      const rejected = await open();
      expect(rejected.status).toBe(429);
      expect(rejected.headers.get('retry-after')).toBe('5');
      expect(await rejected.json()).toMatchObject({
        type: 'urn:stockroom:problem:too-many-open-requests',
        detail: expect.stringContaining(`has ${max} ${kind} open already`),
      });
      expect((await fetch(`${url}/api/v1/items`)).status).toBe(200);
      const headers = { ...init.headers, authorization: `Bearer ${other.secret}` };
      const response = await fetch(url + path, { ...init, headers, signal: ofOther.signal });
      expect(response.status).toBe(200);

      callers[0]?.abort();
      await vi.waitFor(async () => {
        const again = await open(next.signal);
        if (again.status !== 200) await again.text();
        expect(again.status).toBe(200);
      });
    },
  );

  test('a completed request no longer counts', async () => {
    const upstream = await startUpstream(async (request, response) => {
      await text(request);
      response.end('sku\n');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    for (let count = 0; count < 10; count += 1) {
      const response = await fetch(`${url}/api/v1/items/export`);
      expect(response.status).toBe(200);
      await response.text();
    }
  });
});
