import type { Item, ItemPatch, Money } from '@stockroom/client';
import { useState } from 'react';
import { InvalidFieldError } from '../api/problems.ts';
import { Field } from '../components/field.tsx';
import { FieldRow } from '../components/form.tsx';
import { requiredText, textIn } from '../components/form-values.ts';
import { amountText, parseAmount } from '../format.ts';
import { AttributeFields } from './attribute-fields.tsx';
import { attributesFrom } from './attributes.ts';
import {
  controlOf,
  type EditableFields,
  type PlainField,
  plainFields,
} from './item-field-table.ts';
import { useKnownCategories } from './use-known-categories.ts';

const currencyKey = 'stockroom.currency';
const commonCurrencies = [
  'EUR',
  'USD',
  'GBP',
  'CHF',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'JPY',
  'CAD',
  'AUD',
];

/** The form fields of an item that can be set on creation and changed later. */
export function ItemFields({ item }: { item?: Partial<Item> | undefined }) {
  const categories = useKnownCategories();
  return (
    <>
      <Field {...controlOf('name')} isRequired>
        {(control) => <input {...control} defaultValue={item?.name} autoComplete="off" />}
      </Field>
      <FieldRow>
        <Field {...controlOf('category')}>
          {(control) => (
            <>
              <input
                {...control}
                list="known-categories"
                defaultValue={item?.category}
                autoComplete="off"
              />
              <datalist id="known-categories">
                {categories.map((category) => (
                  <option key={category} value={category} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field {...controlOf('unit')}>
          {(control) => (
            <input {...control} defaultValue={item?.unit ?? 'piece'} autoComplete="off" />
          )}
        </Field>
      </FieldRow>
      <Field {...controlOf('tags')}>
        {(control) => (
          <input {...control} defaultValue={item?.tags?.join(', ')} autoComplete="off" />
        )}
      </Field>
      <Field {...controlOf('barcode')}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            defaultValue={item?.barcode ?? ''}
          />
        )}
      </Field>
      <PriceFields price={item?.price ?? null} />
      <FieldRow>
        {plainFields.map(({ field, control: kind }) => (
          <Field key={field} {...controlOf(field)}>
            {(control) => (
              <input
                {...control}
                {...(kind === 'quantity' && { type: 'number', min: 0, step: 1 })}
                autoComplete="off"
                defaultValue={item?.[field]}
              />
            )}
          </Field>
        ))}
      </FieldRow>
      <AttributeFields attributes={item?.attributes} />
      <Field {...controlOf('description')}>
        {(control) => <textarea {...control} rows={2} defaultValue={item?.description} />}
      </Field>
    </>
  );
}

function PriceFields({ price }: { price: Money | null }) {
  const [lastCurrency] = useState(() => localStorage.getItem(currencyKey) ?? 'EUR');
  const selected = price?.currency ?? lastCurrency;
  return (
    <FieldRow>
      <Field {...controlOf('price')}>
        {(control) => (
          <input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            defaultValue={price ? amountText(price) : ''}
          />
        )}
      </Field>
      <Field label="Currency" name="currency" isRequired>
        {(control) => (
          <select {...control} defaultValue={selected}>
            {[...new Set([selected, ...commonCurrencies])].map((currency) => (
              <option key={currency}>{currency}</option>
            ))}
          </select>
        )}
      </Field>
    </FieldRow>
  );
}

/** Parses the form's fields. An empty number is zero, an empty price is null. */
export function itemFieldsFrom(form: FormData) {
  return {
    name: requiredText(form, 'name'),
    description: textIn(form, 'description'),
    category: textIn(form, 'category'),
    tags: tagsFrom(form),
    barcode: textIn(form, 'barcode') || null,
    unit: textIn(form, 'unit') || 'piece',
    price: priceFrom(form),
    ...plainFieldsFrom(form),
    attributes: attributesFrom(form),
  } satisfies ItemPatch;
}

function plainFieldsFrom(form: FormData): Pick<EditableFields, PlainField> {
  const values = plainFields.map(({ field, control }) => {
    const text = textIn(form, field);
    return [field, control === 'quantity' ? Number(text) : text];
  });
  return Object.fromEntries(values);
}

/** The distinct tags. A duplicate is dropped rather than reported. */
function tagsFrom(form: FormData): string[] {
  const tags = textIn(form, 'tags').split(',');
  return [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))];
}

function priceFrom(form: FormData): Money | null {
  const text = textIn(form, 'price');
  if (text === '') return null;
  const currency = textIn(form, 'currency');
  const amount = parseAmount(text, currency);
  if (amount === undefined) {
    throw new InvalidFieldError(
      'price',
      `“${text}” is not a valid amount in ${currency}. Use a format like 12.50.`,
    );
  }
  localStorage.setItem(currencyKey, currency);
  return { amount, currency };
}
