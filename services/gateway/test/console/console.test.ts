import { createService, readConfig } from '@stockroom/service';
import { describe, expect, test } from 'vitest';
import { app } from '../../src/app.ts';
import { environment } from '../../src/config.ts';
import { manifest } from '../../src/manifest.ts';
import { fetchAsAdministrator as fetch, startGateway } from '../fixtures/gateway.ts';

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml' } };

describe('the console', () => {
  test('is served at / without caching, its assets as immutable', async () => {
    const { url } = await startGateway();

    const page = await fetch(url, asBrowser);
    expect(await page.text()).toContain('<title>Stockroom</title>');
    expect(page.headers.get('cache-control')).toBe('no-cache');

    const asset = await fetch(`${url}/assets/app-4f2a.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('is served at all its paths to a browser', async () => {
    const { url } = await startGateway();

    const page = await fetch(`${url}/items/BOLT-M8-40`, asBrowser);

    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Stockroom</title>');
  });

  test('is not served to programs: an unknown path gets 404', async () => {
    const { url } = await startGateway();

    const response = await fetch(`${url}/no/such/path`);

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      type: 'urn:stockroom:problem:no-such-route',
      detail: 'There is no route GET /no/such/path. GET /openapi.json lists all routes.',
    });
  });

  test.each(['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json'])(
    'does not serve files outside its directory: %s',
    async (path) => {
      const { service } = await startGateway();

      const response = await service.inject(path);

      expect([400, 403, 404]).toContain(response.statusCode);
    },
  );

  test('fails the start if it was not built', async () => {
    const config = readConfig(environment, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      CONSOLE_DIRECTORY: '/nowhere',
    });
    const service = await createService(manifest, config);

    await expect(service.register(app(config))).rejects.toThrow(
      'There is no built console in /nowhere. Run "pnpm build", or set CONSOLE_DIRECTORY to its directory.',
    );
  });
});
