import { expect, test } from 'vitest';
import { faultFile } from '../../src/import/error-file.ts';

test('the faults of an import are a CSV file that no spreadsheet computes', async () => {
  const file = faultFile([
    { row: 2, field: 'barcode', message: 'Another item has the barcode 4006381333931, or "so"' },
    { row: 1_200, field: '', message: '=HYPERLINK("x")' },
  ]);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer());
  expect(text).toBe(
    '\ufeffrow,field,message\r\n2,barcode,"Another item has the barcode 4006381333931, or ""so"""\r\n1200,,"\'=HYPERLINK(""x"")"',
  );
});
