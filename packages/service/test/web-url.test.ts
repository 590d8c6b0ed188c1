import { describe, expect, test } from 'vitest';
import { isLoopbackHttp, parseOrigin, parseWebUrl } from '../src/manifest-entry.ts';

const ambiguous = [
  'http://localhost:x@example.com/',
  'http://localhost@example.com',
  'http://127.0.0.1:80@example.com',
  'http://example.com@localhost',
  'http://@localhost',
  'http://localhost\\@example.com',
  'http://example.com\\.localhost',
  'http://loc\nalhost',
  ' http://localhost',
  'http://127.1',
  'http://0x7f.0.0.1',
  'http://2130706433',
  'http://１２７.0.0.1',
  'http://%6cocalhost',
  'http://localhost/?a',
  'http://localhost/#a',
  'http:localhost',
  'http:/localhost',
  'localhost',
  'ftp://localhost',
  'javascript:alert(1)',
  '',
];

describe('a URL of a server', () => {
  test.each(ambiguous)('is not %j, which programs parse differently or not at all', (text) => {
    expect(parseWebUrl(text)).toBeUndefined();
    expect(parseOrigin(text)).toBeUndefined();
    expect(isLoopbackHttp(text)).toBe(false);
  });

  test.each([
    ['http://127.0.0.1:3001', '127.0.0.1:3001'],
    ['https://issuer.example.com/realms/stock/', 'issuer.example.com'],
    ['HTTPS://Issuer.Example.com:443', 'issuer.example.com'],
    ['http://[::1]:8080/path', '[::1]:8080'],
  ])('is %s', (text, host) => {
    expect(parseWebUrl(text)?.host).toBe(host);
  });
});

describe('an origin', () => {
  test.each([
    ['https://stock.example.com', 'https://stock.example.com'],
    ['https://Stock.Example.com:443', 'https://stock.example.com'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('%s is written %s by browsers', (text, origin) => {
    expect(parseOrigin(text)).toBe(origin);
  });

  test.each(['https://stock.example.com/', 'https://stock.example.com/path'])(
    'has no path: %s',
    (text) => {
      expect(parseOrigin(text)).toBeUndefined();
    },
  );
});

describe('this machine over plain HTTP', () => {
  test.each([
    'http://localhost',
    'http://LOCALHOST:80',
    'http://stockroom.alb.localhost:5566',
    'http://127.0.0.1:8080/path',
    'http://127.0.0.2',
    'http://[::1]:8080',
  ])('is %s', (text) => {
    expect(isLoopbackHttp(text)).toBe(true);
  });

  test.each([
    'https://localhost',
    'http://evillocalhost',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://128.0.0.1',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://[::]',
    'http://[::ffff:127.0.0.1]',
  ])('is not %s', (text) => {
    expect(isLoopbackHttp(text)).toBe(false);
  });
});
