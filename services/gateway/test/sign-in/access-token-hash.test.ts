import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isOfAccessToken } from '../../src/sign-in/access-token-hash.ts';

const idToken = (alg: string) => `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}..`;

const leftHalf = (hash: string, text: string) => {
  const digest = createHash(hash).update(text).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
};

describe('the at_hash of an ID token', () => {
  test.each([
    ['RS256', 'sha256'],
    ['PS384', 'sha384'],
    ['ES512', 'sha512'],
    ['EdDSA', 'sha512'],
    ['Ed25519', 'sha512'],
  ])('uses the hash function of its signature: %s, %s', (alg, hash) => {
    const accessToken = 'an-access-token';
    expect(isOfAccessToken(leftHalf(hash, accessToken), idToken(alg), accessToken)).toBe(true);
    expect(isOfAccessToken(leftHalf(hash, 'another'), idToken(alg), accessToken)).toBe(false);
  });

  test('is optional', () => {
    expect(isOfAccessToken(undefined, idToken('RS256'), 'an-access-token')).toBe(true);
  });

  test('with an unknown signature is an error, not a guess', () => {
    expect(() => isOfAccessToken('a', idToken('ML-DSA-44'), 'an-access-token')).toThrow(
      'No hash function is known for ID tokens with ML-DSA-44.',
    );
  });
});
