import type { Item } from '@stockroom/client';
import { InvalidFieldError } from '../api/problems.ts';

/** Custom attributes of an item by name: text, number or boolean. */
export type Attributes = Item['attributes'];
export type AttributeValue = Attributes[string];

/** Attribute types and their labels. */
export const attributeTypes = { text: 'Text', number: 'Number', boolean: 'Yes or no' } as const;
export type AttributeType = keyof typeof attributeTypes;

/** The type of a value. */
export function typeOf(value: AttributeValue): AttributeType {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}

/** A value for display. */
export function formatAttribute(value: AttributeValue): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'number' ? numbers.format(value) : value;
}

const numbers = new Intl.NumberFormat(undefined, { maximumFractionDigits: 20 });

/** Names of the controls in an attribute row, and of the fields that its errors are matched by. */
export const attributeControls = {
  name: 'attributes name',
  type: 'attributes type',
  value: 'attributes value',
  nameField: (name: string) => `attribute names/${name.trim()}`,
  valueField: (name: string) => `attributes/${name.trim()}`,
} as const;

const validName = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/;

/** Parses the attribute rows of a form. Empty rows are skipped. @throws InvalidFieldError */
export function attributesFrom(form: FormData): Attributes {
  const texts = (control: string) => form.getAll(control).map((text) => String(text).trim());
  const names = texts(attributeControls.name);
  const types = texts(attributeControls.type);
  const values = texts(attributeControls.value);
  const attributes: Attributes = {};
  for (const [row, name] of names.entries()) {
    const type = types[row] as AttributeType;
    const text = values[row] ?? '';
    if (name === '' && (text === '' || type === 'boolean')) continue;
    if (!validName.test(name))
      throw invalidName(
        name,
        'Start with a letter or digit. Use only letters, digits, spaces, “.”, “_” and “-”, up to 64 characters.',
      );
    if (Object.hasOwn(attributes, name)) throw invalidName(name, `“${name}” is used twice.`);
    attributes[name] = parseValue(name, type, text);
  }
  return attributes;
}

function parseValue(name: string, type: AttributeType, text: string): AttributeValue {
  if (type === 'text') return text;
  if (type === 'boolean') return text === 'true';
  const number = Number(text.replace(',', '.'));
  if (text === '' || !Number.isFinite(number)) {
    throw new InvalidFieldError(attributeControls.valueField(name), `“${text}” is not a number.`);
  }
  return number;
}

const invalidName = (name: string, message: string) =>
  new InvalidFieldError(attributeControls.nameField(name), message);

/**
 * JSON Merge Patch between two sets of attributes: only the differences, null for removed ones.
 * Attributes that another user adds in the meantime are kept.
 */
export function attributesPatch(
  before: Attributes,
  after: Attributes,
): Record<string, AttributeValue | null> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => before[name] !== after[name]);
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
}
