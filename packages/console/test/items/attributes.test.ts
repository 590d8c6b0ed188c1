import { expect, test } from 'vitest';
import {
  type AttributeType,
  attributeControls,
  attributesFrom,
} from '../../src/items/attributes.ts';

type Row = readonly [name: string, type: AttributeType, value: string];

function formOf(...rows: readonly Row[]): FormData {
  const form = new FormData();
  for (const [name, type, value] of rows) {
    form.append(attributeControls.name, name);
    form.append(attributeControls.type, type);
    form.append(attributeControls.value, value);
  }
  return form;
}

test('attribute rows are parsed by their type; empty rows are skipped', () => {
  const form = formOf(
    [' Colour ', 'text', ' red '],
    ['Length mm', 'number', '40,5'],
    ['Fragile', 'boolean', 'false'],
    ['Note', 'text', ''],
    ['', 'text', ''],
    ['', 'boolean', 'true'],
  );
  expect(attributesFrom(form)).toEqual({
    Colour: 'red',
    'Length mm': 40.5,
    Fragile: false,
    Note: '',
  });
});

test.each([
  [[['Length', 'number', 'long']], 'attributes/Length', /not a number/],
  [[['Length', 'number', '']], 'attributes/Length', /not a number/],
  [[['', 'text', 'red']], 'attribute names/', /Start with a letter/],
  [[['Größe', 'text', 'L']], 'attribute names/Größe', /Start with a letter/],
  [
    [
      ['A', 'text', '1'],
      ['A', 'text', '2'],
    ],
    'attribute names/A',
    /used twice/,
  ],
] as [Row[], string, RegExp][])(
  'an invalid attribute is an error at its row: %j',
  (rows, field, message) => {
    expect(() => attributesFrom(formOf(...rows))).toThrow(message);
    expect(() => attributesFrom(formOf(...rows))).toThrow(
      expect.objectContaining({ fieldError: expect.objectContaining({ field }) }),
    );
  },
);
