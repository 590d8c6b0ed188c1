import { expect, test } from 'vitest';
import { errorFile } from '../../src/import/error-file.ts';

test('import errors are exported as CSV in UTF-8, with formulas escaped', async () => {
  const file = errorFile([
    { row: 2, field: 'barcode', message: 'Duplicate barcode 4006381333931, "quoted"' },
    { row: 1_200, field: '', message: '=HYPERLINK("x")' },
  ]);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer());
  expect(text).toBe(
    '\ufeffrow,field,message\r\n2,barcode,"Duplicate barcode 4006381333931, ""quoted"""\r\n1200,,"\'=HYPERLINK(""x"")"',
  );
});
