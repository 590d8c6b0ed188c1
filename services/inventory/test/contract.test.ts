import { type Operation, operations, streams } from '@stockroom/client/contract';
import { createService } from '@stockroom/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inventory } from '../src/app.ts';
import { manifest } from '../src/manifest.ts';
import type { StockStore } from '../src/stores/stock-store.ts';
import { unsigned } from './fixtures/api.ts';

const place = (method: string, url: string) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`;

describe('the service and the contract', () => {
  const served: string[] = [];
  let service: Awaited<ReturnType<typeof createService>>;

  beforeAll(async () => {
    service = await createService(manifest, { LOG_LEVEL: 'silent', RELEASE: 'test' });
    service.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) {
        if (one !== 'HEAD' && url.startsWith('/api/')) served.push(place(one, url));
      }
    });
    // Routes only: no request is made.
    await service.register(inventory({} as StockStore, unsigned));
    await service.ready();
  });
  afterAll(() => service.close());

  test('name the same operations', () => {
    const promised = Object.values<Operation>(operations).map(({ method, path }) =>
      place(method, path),
    );
    const streamed = Object.values(streams).map(({ method, path }) => place(method, path));
    expect(served.sort()).toEqual([...promised, ...streamed].sort());
  });
});
