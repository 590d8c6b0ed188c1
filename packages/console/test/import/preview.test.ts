import { describe, expect, test } from 'vitest';
import { converted, isConvertible } from '../../src/import/convert.ts';
import { previewOf } from '../../src/import/preview.ts';

const fileOf = (content: BlobPart, name = 'items.csv') => new File([content], name);

const windows1252 = (text: string) =>
  Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);

describe('a CSV file', () => {
  test('is shown by its columns and first rows', async () => {
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
      faults: [],
    });
  });

  test('is read no further than it is shown, and never in the middle of a row', async () => {
    const long = Array.from({ length: 50_000 }, (_, row) => `SKU-${row},Nut ${row}`);
    const preview = await previewOf(fileOf(['sku,name', ...long].join('\n')));
    expect(preview.rows).toHaveLength(10);
    expect(preview.rows.at(-1)).toEqual(['SKU-9', 'Nut 9']);

    const wide = await previewOf(fileOf(`sku,name\nA,Nut\nB,${'ü'.repeat(70_000)}\nC,Nut`));
    expect(wide.rows).toEqual([['A', 'Nut']]);
    expect(wide.encoding, 'also where it is cut within a letter').toBe('utf-8');
  });

  test('that holds semicolons in its cells is still one with commas', async () => {
    const preview = await previewOf(fileOf('sku,tags\nA,red;blue;green\n'));
    expect(preview).toMatchObject({ delimiter: ',', faults: [] });
  });

  test.each([
    ['', /file is empty/],
    ['sku,colour\nA,red\n', /no column “colour”/],
    ['name\nBolt\n', /no column “sku”/],
    ['sku,name,name\nA,B,C\n', /“name” is there twice/],
    ['sku;name\nA;Bolt\n', /separated by semicolons/],
    ['sku\tname\nA\tBolt\n', /separated by tabs/],
  ])('that cannot be imported says why: %j', async (content, why) => {
    const { faults } = await previewOf(fileOf(content));
    expect(faults).toEqual([expect.stringMatching(why)]);
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
  ])('from a spreadsheet in %s is converted', async (encoding, bytes) => {
    const file = fileOf(bytes);
    const preview = await previewOf(file);
    expect(preview.faults).toEqual([
      expect.stringContaining(`most likely in ${encoding}`),
      expect.stringContaining('semicolons'),
    ]);
    expect(isConvertible(preview)).toBe(true);

    const after = await previewOf(await converted(file, preview));
    expect(after).toMatchObject({ encoding: 'utf-8', rows: [['A', 'Lüfter, groß']], faults: [] });
  });
});

describe('a file of JSON lines', () => {
  test('is shown by all the fields that its first lines have', async () => {
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
      faults: [],
    });
  });

  test('that is one JSON document instead is told apart', async () => {
    const preview = await previewOf(fileOf('[\n{"sku":"A"},\n{"sku":"B"}\n]', 'items.json'));
    expect(preview.faults).toEqual([expect.stringContaining('no brackets around them all')]);
  });
});
