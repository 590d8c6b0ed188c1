import { expect, test } from 'vitest';
import { permits } from '../../src/session/session.ts';
import { signInAddress } from '../../src/session/sign-in-address.ts';

test.each([
  [['inventory:read'], 'inventory:read', true],
  [['inventory:read'], 'inventory:write', false],
  [['inventory:admin'], 'inventory:read', true],
  [['inventory:write'], 'inventory:admin', false],
  [[], 'inventory:read', false],
  [['something:else'], 'inventory:read', false],
] as const)('who has %j may do what needs %s: %s', (given, needed, may) => {
  expect(permits(given, needed)).toBe(may);
});

test('signing in returns to the page with all that its address says', () => {
  expect(signInAddress('/sign-in', '/?search=a&category=B C')).toBe(
    '/sign-in?return=%2F%3Fsearch%3Da%26category%3DB+C',
  );
});
