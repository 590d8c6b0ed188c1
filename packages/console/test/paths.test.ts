import { expect, test } from 'vitest';
import { signInAddress } from '../src/session/sign-in-address.ts';

test('signing in returns to the page with all that its address says', () => {
  expect(signInAddress('/sign-in', '/?search=a&category=B C')).toBe(
    '/sign-in?return=%2F%3Fsearch%3Da%26category%3DB+C',
  );
});
