import { expect, test } from 'vitest';
import { EncryptedCookie } from '../../src/sessions/encrypted-cookie.ts';

test('a cookie without a key to encrypt with is an error when it is created', () => {
  const settings = { name: 'a', purpose: 'b', publicUrl: 'https://stock.example.com', keys: [] };
  expect(() => new EncryptedCookie(settings)).toThrow('The cookie a has no key to encrypt with.');
});
