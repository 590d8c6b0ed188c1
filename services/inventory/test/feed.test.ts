import { followMovements } from '@stockroom/client';
import { createService } from '@stockroom/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manifest } from '../src/manifest.ts';
import { feedRoute } from '../src/routes/feed.ts';
import { startApi } from './fixtures/api.ts';
import { memoryStore } from './fixtures/embedded-store.ts';
import { unique } from './fixtures/unique.ts';

let api: Awaited<ReturnType<typeof startApi>>;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.service.close());

async function given() {
  const sku = unique('SKU');
  const location = unique('LOC');
  await api.client.createItem({ body: { sku, name: 'Bolt' } });
  await api.client.createLocation({ body: { code: location, name: 'Main' } });
  return (quantity: number) => api.client.receiveStock({ body: { sku, location, quantity } });
}

/** Reads a number of movements of a feed; `onOpen` runs once it has begun. */
async function follow(count: number, after?: string, onOpen?: () => Promise<unknown>) {
  const stop = new AbortController();
  const feed = followMovements({
    baseUrl: api.url,
    signal: stop.signal,
    ...(after === undefined ? {} : { after }),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      await onOpen?.();
      return response;
    },
  });
  const entries = [];
  for await (const entry of feed) {
    entries.push(entry);
    if (entries.length === count) break;
  }
  stop.abort();
  return entries;
}

describe('the live feed', () => {
  test('sends movements as they happen', async () => {
    const receive = await given();
    await receive(1);
    const entries = await follow(2, undefined, async () => {
      await receive(2);
      await receive(3);
    });
    expect(entries.map(({ movement }) => movement.quantity)).toEqual([2, 3]);
  });

  test('resumes after the last received movement, without a gap', async () => {
    const receive = await given();
    const [first] = await follow(1, undefined, () => receive(1));
    await receive(2);
    await receive(3);
    const resumed = await follow(2, first?.id);
    expect(resumed.map(({ movement }) => movement.quantity)).toEqual([2, 3]);
  });

  test('continues after its connection ended, each movement once', async () => {
    const receive = await given();
    const stop = new AbortController();
    let connections = 0;
    const feed = followMovements({
      baseUrl: api.url,
      signal: stop.signal,
      fetch: async (input, init) => {
        connections += 1;
        const response = await fetch(input, init);
        if (connections > 1) return response;
        // Interrupted in the middle of the second movement.
        const text = await (async () => {
          await receive(1);
          await receive(2);
          let read = '';
          for await (const chunk of response.body ?? []) {
            read += new TextDecoder().decode(chunk);
            if (read.includes('"quantity":2')) break;
          }
          return read;
        })();
        return new Response(text.slice(0, text.indexOf('"quantity":2')));
      },
    });
    const quantities: number[] = [];
    for await (const { movement } of feed) {
      quantities.push(movement.quantity);
      if (quantities.length === 2) break;
    }
    stop.abort();
    expect(quantities).toEqual([1, 2]);
    expect(connections).toBe(2);
  });

  test('rejects an invalid position', async () => {
    await expect(follow(1, 'nonsense')).rejects.toMatchObject({
      problem: { type: 'urn:stockroom:problem:malformed-cursor', status: 400 },
    });
  });

  test('sends heartbeats while there are no movements', async () => {
    const service = await createService(manifest, { LOG_LEVEL: 'silent', RELEASE: 'test' });
    const store = await memoryStore();
    service.addHook('onClose', () => store.close());
    feedRoute(service, store, 600);
    const url = await service.listen({ host: '127.0.0.1', port: 0 });
    const response = await fetch(`${url}/api/v1/movements/feed`);
    let read = '';
    for await (const chunk of response.body ?? []) {
      read += new TextDecoder().decode(chunk);
      if (read.split(': heartbeat\n\n').length > 2) break;
    }
    expect(read).not.toContain('event: movement');
    await service.close();
  });

  test('does not delay the closing of a service', async () => {
    const other = await startApi();
    const response = await fetch(`${other.url}/api/v1/movements/feed`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await other.service.close();
    const rest = await response.text();
    expect(rest).toContain('event: start');
  });
});
