import type { Item, ItemPatch, Money } from '@stockroom/client';
import { useState } from 'react';
import { InvalidField } from '../api/problems.ts';
import { Field } from '../components/field.tsx';
import { FieldRow } from '../components/form.tsx';
import { requiredText, textIn } from '../components/form-values.ts';
import { amountText, parseAmount } from '../format.ts';
import { AttributeFields } from './attribute-fields.tsx';
import { attributesFrom } from './attributes.ts';
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

/** The fields that an item has from its creation on and that may be changed later. */
export function ItemFields({ item }: { item?: Partial<Item> | undefined }) {
  const categories = useKnownCategories();
  return (
    <>
      <Field label="Name" name="name" isRequired>
        {(control) => <input {...control} defaultValue={item?.name} autoComplete="off" />}
      </Field>
      <FieldRow>
        <Field label="Category" name="category">
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
        <Field label="Unit" name="unit">
          {(control) => (
            <input {...control} defaultValue={item?.unit ?? 'piece'} autoComplete="off" />
          )}
        </Field>
      </FieldRow>
      <Field label="Tags" name="tags" hint="Words to find it by, with commas between">
        {(control) => (
          <input {...control} defaultValue={item?.tags?.join(', ')} autoComplete="off" />
        )}
      </Field>
      <Field label="Barcode" name="barcode" hint="GTIN: 8, 12, 13 or 14 digits">
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
        <Field label="Reorder point" name="reorderPoint" hint="At or below this, it is low">
          {(control) => (
            <input {...control} type="number" min="0" step="1" defaultValue={item?.reorderPoint} />
          )}
        </Field>
        <Field label="Reorder quantity" name="reorderQuantity" hint="How much to order at once">
          {(control) => (
            <input
              {...control}
              type="number"
              min="0"
              step="1"
              defaultValue={item?.reorderQuantity}
            />
          )}
        </Field>
      </FieldRow>
      <AttributeFields attributes={item?.attributes} />
      <Field label="Description" name="description">
        {(control) => <textarea {...control} rows={2} defaultValue={item?.description} />}
      </Field>
    </>
  );
}

function PriceFields({ price }: { price: Money | null }) {
  const [usual] = useState(() => localStorage.getItem(currencyKey) ?? 'EUR');
  const chosen = price?.currency ?? usual;
  return (
    <FieldRow>
      <Field label="Price" name="price">
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
          <select {...control} defaultValue={chosen}>
            {[...new Set([chosen, ...commonCurrencies])].map((currency) => (
              <option key={currency}>{currency}</option>
            ))}
          </select>
        )}
      </Field>
    </FieldRow>
  );
}

/** Reads the fields. A number field left empty counts as zero, a price left empty as none. */
export function itemFieldsFrom(form: FormData) {
  return {
    name: requiredText(form, 'name'),
    description: textIn(form, 'description'),
    category: textIn(form, 'category'),
    tags: tagsFrom(form),
    barcode: textIn(form, 'barcode') || null,
    unit: textIn(form, 'unit') || 'piece',
    price: priceFrom(form),
    reorderPoint: Number(textIn(form, 'reorderPoint')),
    reorderQuantity: Number(textIn(form, 'reorderQuantity')),
    attributes: attributesFrom(form),
  } satisfies ItemPatch;
}

/** Each tag once: the same one twice is no fault of a person's, only noise. */
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
    throw new InvalidField('price', `“${text}” is no amount of ${currency}: write it like 12.50.`);
  }
  localStorage.setItem(currencyKey, currency);
  return { amount, currency };
}
