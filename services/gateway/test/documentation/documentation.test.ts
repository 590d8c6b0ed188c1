import { describe, expect, test } from 'vitest';
import { fetchAsAdministrator as fetch, startGateway } from '../fixtures/gateway.ts';
import { required } from '../fixtures/required.ts';

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml' } };

describe('the documentation', () => {
  test('/openapi.json is the OpenAPI document of the contract', async () => {
    const { url } = await startGateway();

    const document = JSON.parse(await (await fetch(`${url}/openapi.json`)).text());

    expect(document.openapi).toBe('3.1.1');
    expect(Object.keys(document.paths)).toContain('/api/v1/items');
  });

  test('/docs loads every asset from the gateway', async () => {
    const { url } = await startGateway();

    const page = await (await fetch(`${url}/docs/`, asBrowser)).text();
    const assets = [...page.matchAll(/(?:src|href)="(?<address>[^"]+)"/g)].map(({ groups }) =>
      required(groups?.address, 'address'),
    );

    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      const address = new URL(asset, `${url}/docs/`);
      expect(address.origin).toBe(url);
      const response = await fetch(address);
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    }
  });
});
