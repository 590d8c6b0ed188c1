import { BarcodeFormat, BitArray, MultiFormatOneDReader } from '@zxing/library';
import { expect, test } from 'vitest';
import { barcodeModules } from '../../src/labels/barcode-modules.ts';

const quiet = '0'.repeat(20);

/** Scans the modules at four pixels per module. */
function scanned(modules: string) {
  const pixels = [...`${quiet}${modules}${quiet}`].flatMap((module) =>
    Array(4).fill(module === '1'),
  );
  const row = new BitArray(pixels.length);
  for (const [index, isBlack] of pixels.entries()) if (isBlack) row.set(index);
  const result = new MultiFormatOneDReader(new Map()).decodeRow(0, row, new Map());
  return [BarcodeFormat[result.getBarcodeFormat()], result.getText()];
}

test.each([
  ['EAN_8', '96385074'],
  ['EAN_13', '4006381333931'],
  ['ITF', '14006381333938'],
  ['CODE_128', 'BOLT-M8-40'],
  ['CODE_128', 'lower_case.1'],
])('a scanner reads the printed %s %s', (format, text) => {
  expect(scanned(barcodeModules(text))).toEqual([format, text]);
});

test('a scanner reads a 12-digit UPC, with or without a leading zero', () => {
  const [, text] = scanned(barcodeModules('036000291452'));
  expect(text?.padStart(13, '0')).toBe('0036000291452');
});

test('digits without a valid GTIN check digit are printed as Code 128', () => {
  expect(scanned(barcodeModules('12345678'))).toEqual(['CODE_128', '12345678']);
});
