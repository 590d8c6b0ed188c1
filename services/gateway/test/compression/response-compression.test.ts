import { expect, test } from 'vitest';
import { fetchAsAdministrator as fetch, startGateway } from '../fixtures/gateway.ts';
import { startUpstream } from '../fixtures/upstream.ts';

test('a long response is compressed, and unchanged after decompression', async () => {
  const items = JSON.stringify({ entries: Array.from({ length: 500 }, () => ({ sku: 'A' })) });
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(items);
  });
  const { url } = await startGateway({ INVENTORY_URL: upstream });

  const response = await fetch(`${url}/api/v1/items`, {
    headers: { 'accept-encoding': 'gzip, br' },
  });

  expect(response.headers.get('content-encoding')).toBe('br');
  expect(await response.text()).toBe(items);
});
