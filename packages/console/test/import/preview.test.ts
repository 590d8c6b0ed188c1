import { describe, expect, test } from 'vitest';
import { convertFile, isConvertible } from '../../src/import/convert.ts';
import { previewOf } from '../../src/import/preview.ts';

const fileOf = (content: BlobPart, name = 'items.csv') => new File([content], name);

const windows1252 = (text: string) =>
  Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);

describe('a CSV file', () => {
  test('has a preview of its columns and first rows', async () => {
    const preview = await previewOf(fileOf('\ufeffsku, name\r\nA,"Bolt, long"\r\n\r\nB,Nut\r\n'));

    expect(preview).toEqual({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      columns: ['sku', 'name'],
      rows: [
        ['A', 'Bolt, long'],
        ['B', 'Nut'],
      ],
      errors: [],
    });
  });

  test('is read only as far as the preview needs, and never shows a partial row', async () => {
    const long = Array.from({ length: 50_000 }, (_, row) => `SKU-${row},Nut ${row}`);
    const preview = await previewOf(fileOf(['sku,name', ...long].join('\n')));
    expect(preview.rows).toHaveLength(10);
    expect(preview.rows.at(-1)).toEqual(['SKU-9', 'Nut 9']);

    const wide = await previewOf(fileOf(`sku,name\nA,Nut\nB,${'ü'.repeat(70_000)}\nC,Nut`));
    expect(wide.rows).toEqual([['A', 'Nut']]);
    expect(wide.encoding, 'even if the cut is within a character').toBe('utf-8');
  });

  test('with semicolons inside its values still has commas as delimiters', async () => {
    const preview = await previewOf(fileOf('sku,tags\nA,red;blue;green\n'));
    expect(preview).toMatchObject({ delimiter: ',', errors: [] });
  });

  test.each([
    ['', /file is empty/],
    ['sku,colour\nA,red\n', /Unknown column: “colour”/],
    ['sku,colour,size\nA,red,L\n', /Unknown columns: “colour”, “size”/],
    ['name\nBolt\n', /column “sku” is missing/],
    ['sku,name,name\nA,B,C\n', /“name” appears twice/],
    ['sku;name\nA;Bolt\n', /separated by semicolons/],
    ['sku\tname\nA\tBolt\n', /separated by tabs/],
  ])('that cannot be imported has an error message: %j', async (content, message) => {
    const { errors } = await previewOf(fileOf(content));
    expect(errors).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['Windows-1252', windows1252('sku;name\nA;Lüfter, groß\n')],
    [
      'UTF-16',
      new Uint8Array([
        0xff,
        0xfe,
        ...new Uint8Array(Buffer.from('sku;name\nA;Lüfter, groß\n', 'utf16le')),
      ]),
    ],
  ])('in %s is converted to UTF-8 with commas', async (encoding, bytes) => {
    const file = fileOf(bytes);
    const preview = await previewOf(file);
    expect(preview.errors).toEqual([
      expect.stringContaining(`probably in ${encoding}`),
      expect.stringContaining('semicolons'),
    ]);
    expect(isConvertible(preview)).toBe(true);

    const after = await previewOf(await convertFile(file, preview));
    expect(after).toMatchObject({ encoding: 'utf-8', rows: [['A', 'Lüfter, groß']], errors: [] });
  });
});

describe('a JSON Lines file', () => {
  test('has a preview with all fields of its first lines', async () => {
    const preview = await previewOf(
      fileOf('{"sku":"A","reorderPoint":5}\n{"sku":"B","tags":["x"]}\n', 'items.ndjson'),
    );
    expect(preview).toMatchObject({
      format: 'ndjson',
      columns: ['sku', 'reorderPoint', 'tags'],
      rows: [
        ['A', '5', ''],
        ['B', '', '["x"]'],
      ],
      errors: [],
    });
  });

  test('that is a single JSON document instead has an error message', async () => {
    const preview = await previewOf(fileOf('[\n{"sku":"A"},\n{"sku":"B"}\n]', 'items.json'));
    expect(preview.errors).toEqual([expect.stringContaining('without brackets around the list')]);
  });
});
