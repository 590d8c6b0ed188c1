import { expect, test } from 'vitest';
import { itemPath, labelsPath, reservationPath, signInUrl } from '../src/paths.ts';

test('the sign-in returns to the current page, including its query', () => {
  expect(signInUrl('/sign-in', '/?search=a&category=B C')).toBe(
    '/sign-in?return=%2F%3Fsearch%3Da%26category%3DB+C',
  );
});

test('codes and ids are escaped in paths', () => {
  expect(itemPath('A/B?')).toBe('/items/A%2FB%3F');
  expect(reservationPath('1&2')).toBe('/reservations/1%262');
  expect(labelsPath(['A B', 'C&D'])).toBe('/labels?code=A+B&code=C%26D');
});
