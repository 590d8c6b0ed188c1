import { describe, expect, test } from 'vitest';
import { amountText, formatBytes, formatMoney, parseAmount } from '../src/format.ts';

describe('money', () => {
  test('is formatted with the decimal digits of its currency', () => {
    expect(formatMoney({ amount: 1250, currency: 'EUR' })).toMatch(/12[.,]50/);
    expect(formatMoney({ amount: 1250, currency: 'JPY' })).toMatch(/1[.,]?250/);
  });

  test.each([
    ['12', 'EUR', 1200],
    ['12.5', 'EUR', 1250],
    ['12,50', 'EUR', 1250],
    [' 0.07 ', 'EUR', 7],
    ['1250', 'JPY', 1250],
    ['1.234', 'KWD', 1234],
  ])('is parsed from %j in %s as %d minor units', (text, currency, amount) => {
    expect(parseAmount(text, currency)).toBe(amount);
  });

  test.each([
    ['12.345', 'EUR'],
    ['1.5', 'JPY'],
    ['-1', 'EUR'],
    ['1.000,00', 'EUR'],
    ['twelve', 'EUR'],
    ['', 'EUR'],
  ])('is not parsed from %j in %s', (text, currency) => {
    expect(parseAmount(text, currency)).toBeUndefined();
  });

  test('is formatted for a form field as the user would type it', () => {
    expect(amountText({ amount: 1205, currency: 'EUR' })).toBe('12.05');
    expect(amountText({ amount: 1205, currency: 'JPY' })).toBe('1205');
  });
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [12_340, '12.3 kB'],
  [104_857_600, '105 MB'],
])('a file size of %d bytes is formatted as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
