import { describe, expect, test } from 'vitest';
import { localPath } from '../../src/sign-in/local-path.ts';
import { signedIn, startWithSignIn } from '../fixtures/development-issuer.ts';

describe('after signing in the browser returns', () => {
  test.each([
    'https://evil.example.com',
    '//evil.example.com',
    '/\\evil.example.com',
    '/\t/evil.example.com',
    '\\/evil.example.com',
    '/..//evil.example.com',
    '/.//evil.example.com',
    '/\r\nset-cookie:a=b',
    'javascript:alert(1)',
    'items',
    '',
    '@evil.example.com',
  ])('never to %j', async (requested) => {
    const { url } = await startWithSignIn();
    const response = await fetch(`${url}/sign-in?${new URLSearchParams({ return: requested })}`, {
      redirect: 'manual',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: 'urn:stockroom:problem:foreign-return' });
  });

  test('to the first page if the path is too long for the cookie', async () => {
    const { url } = await startWithSignIn();
    const { location } = await signedIn(url, 'viewer', `/items?search=${'a'.repeat(2000)}`);
    expect(location).toBe('/');
  });

  test('to any page of Stockroom', () => {
    const here = 'https://stock.example.com';
    for (const path of ['/', '/items/A?b=c#d', '/items?search=%2F%2Fevil', '/%5Cevil']) {
      expect(localPath(path, here)).toBe(path);
    }
  });
});
