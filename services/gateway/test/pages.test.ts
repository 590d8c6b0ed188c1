import { createService, readConfig } from '@stockroom/service';
import { describe, expect, test } from 'vitest';
import { app } from '../src/app.ts';
import { environment } from '../src/config.ts';
import { manifest } from '../src/manifest.ts';
import { fetchAsAdministrator as fetch, startGateway } from './fixtures/gateway.ts';

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml' } };

describe('the console', () => {
  test('is served at / and never cached, its assets for ever', async () => {
    const { url } = await startGateway();

    const page = await fetch(url, asBrowser);
    expect(await page.text()).toContain('<title>Stockroom</title>');
    expect(page.headers.get('cache-control')).toBe('no-cache');

    const asset = await fetch(`${url}/assets/app-4f2a.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('gets its own paths when a browser asks for them', async () => {
    const { url } = await startGateway();

    const page = await fetch(`${url}/items/BOLT-M8-40`, asBrowser);

    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Stockroom</title>');
  });

  test('does not answer for programs: an unknown path is a problem', async () => {
    const { url } = await startGateway();

    const answer = await fetch(`${url}/no/such/path`);

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      type: 'urn:stockroom:problem:no-such-route',
      detail: 'There is no route GET /no/such/path. GET /openapi.json lists all routes.',
    });
  });

  test.each(['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json'])(
    'does not leave its folder: %s',
    async (path) => {
      const { service } = await startGateway();

      const answer = await service.inject(path);

      expect([400, 403, 404]).toContain(answer.statusCode);
    },
  );

  test('that was not built is an error at start that says what to do', async () => {
    const config = readConfig(environment, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      CONSOLE_DIRECTORY: '/nowhere',
    });
    const service = await createService(manifest, config);

    await expect(service.register(app(config))).rejects.toThrow(
      'There is no built console in /nowhere. Run "pnpm build", or set CONSOLE_DIRECTORY to where it is.',
    );
  });

  test('comes with headers that allow no foreign script and no frame', async () => {
    const { url } = await startGateway();

    const policy = (await fetch(url, asBrowser)).headers.get('content-security-policy');

    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });
});

describe('the documentation', () => {
  test.each(['/docs', '/docs/', '/docs/static/swagger-initializer.js', '/docs/json', '/docs/none'])(
    '%s has the content security policy of everything else',
    async (path) => {
      const { url } = await startGateway();
      const policyOf = async (path: string) =>
        (await fetch(`${url}${path}`, asBrowser)).headers
          .get('content-security-policy')
          ?.split(';')
          .sort();

      const policy = await policyOf(path);

      expect(policy).toEqual(await policyOf('/'));
      expect(policy).toContain("frame-ancestors 'none'");
    },
  );

  test('/openapi.json is the document of the contract', async () => {
    const { url } = await startGateway();

    const document = JSON.parse(await (await fetch(`${url}/openapi.json`)).text());

    expect(document.openapi).toBe('3.1.1');
    expect(Object.keys(document.paths)).toContain('/api/v1/items');
  });

  test('/docs is a page whose every asset comes from here', async () => {
    const { url } = await startGateway();

    const page = await (await fetch(`${url}/docs/`, asBrowser)).text();
    const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, address]) => address ?? '',
    );

    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      const address = new URL(asset, `${url}/docs/`);
      expect(address.origin).toBe(url);
      const answer = await fetch(address);
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
  });
});
