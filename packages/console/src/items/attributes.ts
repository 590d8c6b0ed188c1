import type { Item } from '@stockroom/client';
import { InvalidField } from '../api/problems.ts';

/** What an item is said to be beside its own fields: text, numbers, yes or no, by name. */
export type Attributes = Item['attributes'];
export type AttributeValue = Attributes[string];

/** The kinds of values and what they are called. */
export const attributeKinds = { text: 'Text', number: 'Number', truth: 'Yes or no' } as const;
export type AttributeKind = keyof typeof attributeKinds;

/** Of which kind a value is. */
export function kindOf(value: AttributeValue): AttributeKind {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'truth' : 'text';
}

/** A value as a person reads it. */
export function shownAttribute(value: AttributeValue): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'number' ? numbers.format(value) : value;
}

const numbers = new Intl.NumberFormat(undefined, { maximumFractionDigits: 20 });

/** The names of the controls of an attribute's row, and of the fields that their faults are given to. */
export const attributeControls = {
  name: 'attributes name',
  kind: 'attributes kind',
  value: 'attributes value',
  faultyName: (name: string) => `attribute names/${name.trim()}`,
  faultyValue: (name: string) => `attributes/${name.trim()}`,
} as const;

const validName = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/;

/** Reads the rows of attributes. A row without name and value is none. @throws InvalidField */
export function attributesFrom(form: FormData): Attributes {
  const texts = (control: string) => form.getAll(control).map((text) => String(text).trim());
  const names = texts(attributeControls.name);
  const kinds = texts(attributeControls.kind);
  const values = texts(attributeControls.value);
  const attributes: Attributes = {};
  for (const [row, name] of names.entries()) {
    const kind = kinds[row] as AttributeKind;
    const text = values[row] ?? '';
    if (name === '' && (text === '' || kind === 'truth')) continue;
    if (!validName.test(name))
      throw nameFault(
        name,
        'Begin with a letter or digit, then letters, digits, spaces, “.”, “_” and “-”, at most 64.',
      );
    if (Object.hasOwn(attributes, name)) throw nameFault(name, `“${name}” is there twice.`);
    attributes[name] = readValue(name, kind, text);
  }
  return attributes;
}

function readValue(name: string, kind: AttributeKind, text: string): AttributeValue {
  if (kind === 'text') return text;
  if (kind === 'truth') return text === 'true';
  const number = Number(text.replace(',', '.'));
  if (text === '' || !Number.isFinite(number)) {
    throw new InvalidField(attributeControls.faultyValue(name), `“${text}” is no number.`);
  }
  return number;
}

const nameFault = (name: string, message: string) =>
  new InvalidField(attributeControls.faultyName(name), message);

/**
 * What to send so that the attributes become those after, as JSON Merge Patch: only what is
 * different, null for what goes. Those that somebody else adds meanwhile stay.
 */
export function attributesPatch(
  before: Attributes,
  after: Attributes,
): Record<string, AttributeValue | null> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const different = names.filter((name) => before[name] !== after[name]);
  return Object.fromEntries(different.map((name) => [name, after[name] ?? null]));
}
