import { expect, test } from 'vitest';
import { barcodeModules, maximumModules } from '../../src/labels/barcode-modules.ts';
import { qrModules } from '../../src/labels/qr-modules.ts';
import { readBarcode } from '../../src/scan/read-barcode.ts';

/** An image of the modules at this many pixels per module, with a quiet zone. */
function imageOf(rows: readonly string[], pixels: number): ImageData {
  const quiet = 4;
  const size = (rows.length + 2 * quiet) * pixels;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const module = rows[Math.floor(y / pixels) - quiet]?.[Math.floor(x / pixels) - quiet];
      if (module === '1') data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return { data, width: size, height: size } as ImageData;
}

test.each(['A', 'A-SKU-THAT-IS-LONGER-THAN-BARS-CAN-BE-PRINTED', `${'x.y_'.repeat(16)}`])(
  'the camera reads the printed QR code of %s',
  (text) => {
    expect(readBarcode(imageOf(qrModules(text), 5))).toBe(text);
  },
);

test('a damaged code and a blank image are not read', () => {
  const rows = qrModules('BOLT-M8-40').map((row, y) =>
    y > 8 && y < 18 ? row.replaceAll(/[01]/g, '1') : row,
  );
  expect(readBarcode(imageOf(rows, 5))).toBeUndefined();
  expect(readBarcode(imageOf(Array(21).fill('0'.repeat(21)), 5))).toBeUndefined();
});

test('a barcode is narrow enough for every GTIN and for common SKUs', () => {
  for (const text of ['14006381333938', 'BOLT-M8-40-ZN-10']) {
    expect(barcodeModules(text).length).toBeLessThanOrEqual(maximumModules);
  }
  expect(barcodeModules('BOLT-M8-40-ZINC-PLATED').length).toBeGreaterThan(maximumModules);
});
