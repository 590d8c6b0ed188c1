import { expect, test } from 'vitest';
import { makeKey } from '../../src/api-keys/index.ts';
import { startGateway, storeKeys } from '../fixtures/gateway.ts';
import { startUpstream } from '../fixtures/upstream.ts';

test('a feed ends when the API key of its reader expires', async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
  });
  const shortLived = makeKey('short', 'inventory:read', new Date(Date.now() + 1_000));
  const { url } = await startGateway({
    INVENTORY_URL: upstream,
    API_KEYS_FILE: await storeKeys([shortLived.key]),
  });
  const follow = () =>
    fetch(`${url}/api/v1/movements/feed`, { headers: { 'x-api-key': shortLived.secret } });

  const feed = await follow();
  expect(await feed.text()).toBe('data: one\n\n');
  expect((await follow()).status).toBe(401);
});
