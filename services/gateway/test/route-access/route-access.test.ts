import { routes as contract, operations, streams } from '@stockroom/client/contract';
import { describe, expect, test } from 'vitest';
import { createGateway } from '../fixtures/gateway.ts';
import { browserVariables } from '../fixtures/gateway-with-issuer.ts';
import { startIssuer } from '../fixtures/issuer.ts';
import { singleRoutes } from '../fixtures/routes.ts';

/** All routes of a gateway where users can sign in. */
async function routesOf(variables: Record<string, string> = {}) {
  const issuer = await startIssuer();
  const { routes } = await createGateway({
    ...issuer.variables,
    ...browserVariables,
    ...variables,
  });
  return routes.flatMap(singleRoutes);
}

describe('a route of the gateway', () => {
  test('has the access that the contract declares', async () => {
    const routes = await routesOf();
    for (const { method, path, access } of Object.values({ ...contract, ...streams })) {
      const url = path.replace(/\{(\w+)\}/g, ':$1');
      expect(routes).toContainEqual({ method, url, access });
    }
    expect(Object.keys(operations)).toEqual(Object.keys(contract));
  });

  test('that the contract does not declare requires an administrator', async () => {
    const routes = await routesOf();
    const wildcard = routes.filter(({ url }) => url === '/api/v1/*');
    expect(wildcard.length).toBeGreaterThan(4);
    expect(new Set(wildcard.map(({ access }) => access))).toEqual(new Set(['inventory:admin']));
  });

  test('is public only if it is one of these', async () => {
    const routes = await routesOf({ CORS_ORIGINS: 'https://shop.example.com' });
    const publicPaths = routes.filter(({ access }) => access === 'public').map(({ url }) => url);
    expect([...new Set(publicPaths)].filter((url) => !url.startsWith('/docs')).sort()).toEqual([
      '*',
      '/',
      '/*',
      '/assets/app-4f2a.js',
      '/index.html',
      '/openapi.json',
      '/session',
      '/sign-in',
      '/sign-in/callback',
      '/sign-in/page.css',
      '/sign-out',
    ]);
  });

  test('without declared access fails the start', async () => {
    const { service } = await createGateway();
    service.get('/forgotten', async () => 'secret');

    await expect(service.ready()).rejects.toThrow(
      "These routes do not declare their access: GET /forgotten; HEAD /forgotten. Add it to the route's config: { access: 'inventory:read' }.",
    );
  });

  test('that was added before the gateway requires an administrator', async () => {
    const { service } = await createGateway({}, (early) => {
      early.get('/metrics', async () => 'secret');
    });
    expect((await service.inject('/metrics')).statusCode).toBe(401);
  });
});
