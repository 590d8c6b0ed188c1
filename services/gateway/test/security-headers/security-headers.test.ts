import { describe, expect, test } from 'vitest';
import { fetchAsAdministrator as fetch, startGateway } from '../fixtures/gateway.ts';

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml' } };

describe('the content security policy', () => {
  test('allows no third-party scripts and no frames', async () => {
    const { url } = await startGateway();

    const policy = (await fetch(url, asBrowser)).headers.get('content-security-policy');

    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test.each(['/docs', '/docs/', '/docs/static/swagger-initializer.js', '/docs/json', '/docs/none'])(
    'is the same for %s',
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
});
