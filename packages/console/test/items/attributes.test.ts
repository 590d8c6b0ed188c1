import { expect, test } from 'vitest';
import {
  type AttributeKind,
  attributeControls,
  attributesFrom,
} from '../../src/items/attributes.ts';

type Row = readonly [name: string, kind: AttributeKind, value: string];

function formOf(...rows: readonly Row[]): FormData {
  const form = new FormData();
  for (const [name, kind, value] of rows) {
    form.append(attributeControls.name, name);
    form.append(attributeControls.kind, kind);
    form.append(attributeControls.value, value);
  }
  return form;
}

test('rows are read as values of their kind; an empty row is none', () => {
  const form = formOf(
    [' Colour ', 'text', ' red '],
    ['Length mm', 'number', '40,5'],
    ['Fragile', 'truth', 'false'],
    ['Note', 'text', ''],
    ['', 'text', ''],
    ['', 'truth', 'true'],
  );
  expect(attributesFrom(form)).toEqual({
    Colour: 'red',
    'Length mm': 40.5,
    Fragile: false,
    Note: '',
  });
});

test.each([
  [[['Length', 'number', 'long']], 'attributes/Length', /no number/],
  [[['Length', 'number', '']], 'attributes/Length', /no number/],
  [[['', 'text', 'red']], 'attribute names/', /Begin with a letter/],
  [[['Größe', 'text', 'L']], 'attribute names/Größe', /Begin with a letter/],
  [
    [
      ['A', 'text', '1'],
      ['A', 'text', '2'],
    ],
    'attribute names/A',
    /there twice/,
  ],
] as [Row[], string, RegExp][])('what is wrong is told at its row: %j', (rows, field, message) => {
  expect(() => attributesFrom(formOf(...rows))).toThrow(message);
  expect(() => attributesFrom(formOf(...rows))).toThrow(
    expect.objectContaining({ fault: expect.objectContaining({ field }) }),
  );
});
