import { describe, expect, test } from 'vitest';
import { sessionCookieName } from '../../src/sessions/sessions.ts';
import { sessionOf, signedIn, startWithSignIn } from '../fixtures/development-issuer.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { browserVariables } from '../fixtures/gateway-with-issuer.ts';
import { startIssuer } from '../fixtures/issuer.ts';
import { required } from '../fixtures/required.ts';

describe('the cookies', () => {
  test('are encrypted, and available only to this site and to no script', async () => {
    const { url } = await startWithSignIn();
    const { browser } = await signedIn(url);
    const own = browser.received.filter((line) => line.startsWith('stockroom-'));

    expect(own).toHaveLength(3);
    for (const line of own) {
      expect(line).toMatch(/; Path=\/;.*; HttpOnly; SameSite=Lax$/);
      expect(line).not.toContain('Secure');
    }
    const parts = required(browser.cookie('stockroom-session'), 'session').split('.');
    const readable = parts.map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(readable.join('')).not.toMatch(/ada|admin/i);
    expect(parts.join('.').length).toBeLessThan(1500);
  });

  test('are sent only over HTTPS and to one host if the public URL is HTTPS', async () => {
    const issuer = await startIssuer();
    const { url } = await startGateway({
      ...issuer.variables,
      ...browserVariables,
      PUBLIC_URL: 'https://stock.example.com',
    });
    const { headers } = await fetch(`${url}/sign-in`, { redirect: 'manual' });
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-stockroom-sign-in=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test('of a session expire with the session', async () => {
    const { url } = await startWithSignIn({ SESSION_HOURS: '0.0001' });
    const { browser } = await signedIn(url);
    const line = browser.received.find((one) => one.startsWith(`${sessionCookieName}=`));
    const expires = Date.parse(
      required(/Expires=([^;]+)/.exec(required(line, 'cookie'))?.[1], 'expiry'),
    );
    expect(expires).toBeLessThanOrEqual(Date.now() + 1000);
  });

  test('can be read with a new key in front of the old one, and not without the old one', async () => {
    const [oldKey, newKey] = ['o'.repeat(32), 'n'.repeat(32)];
    const first = await startWithSignIn({ SESSION_KEY: oldKey });
    const { browser } = await signedIn(first.url);
    await first.service.close();
    const nameWith = async (keys: string) => {
      const { port } = new URL(first.url);
      const gateway = await startWithSignIn({
        PORT: port,
        PUBLIC_URL: first.url,
        SESSION_KEY: keys,
      });
      const { person } = await sessionOf(browser, gateway.url);
      await gateway.service.close();
      return person?.name;
    };

    expect(await nameWith(`${newKey},${oldKey}`)).toBe('Ada Administrator');
    expect(await nameWith(newKey)).toBeUndefined();
  });
});
