import { describe, expect, test } from 'vitest';
import { completed } from '../src/domain/item.ts';
import {
  columnList,
  documentFromFields,
  fieldsFromColumns,
  fieldsFromDocument,
  type ItemFieldsDocument,
  valueIn,
} from '../src/item-columns.ts';

const bolt = completed({
  sku: 'BOLT',
  name: 'Bolt',
  tags: ['steel'],
  price: { amount: 12, currency: 'EUR' },
});

describe('the fields of an item', () => {
  test.each([bolt, { ...bolt, price: null }])('survive being split into columns: %j', (item) => {
    const row = new Map(columnList.map((column) => [column.postgres, valueIn(item, column)]));
    expect(fieldsFromColumns(({ postgres }) => row.get(postgres))).toEqual(item);
  });

  test('survive being kept in a document, without anything else the item has', () => {
    const document = documentFromFields({ ...bolt, ...{ stock: { onHand: 1 } } });
    expect(document).not.toHaveProperty('stock');
    expect(fieldsFromDocument(document)).toEqual(bolt);
  });

  test('have their defaults in a document that is older than the field', () => {
    const { unit, ...older } = documentFromFields(bolt);
    expect(fieldsFromDocument(older as ItemFieldsDocument).unit).toBe('piece');
  });

  test('are reported by name where a document lacks one that has no default', () => {
    const { name, ...incomplete } = documentFromFields(bolt);
    expect(() => fieldsFromDocument(incomplete as ItemFieldsDocument)).toThrow(
      'The item "BOLT" has no field "name" in MongoDB.',
    );
  });
});
