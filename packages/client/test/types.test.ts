/**
 * What does not fit the contract does not compile: `tsc`, which checks this file, fails where one
 * of the expected errors is not there.
 */
import { expectTypeOf, test } from 'vitest';
import { createClient, entriesOf, type Item, type Movement } from '../src/index.ts';

// Never called: only its types are looked at.
const misuse = async () => {
  const inventory = createClient();
  // @ts-expect-error There is no such operation.
  await inventory.stealStock({ body: { sku: 'A' } });
  // @ts-expect-error The path needs its parameter.
  await inventory.getItem();
  // @ts-expect-error The parameter has another name.
  await inventory.getItem({ params: { id: 'A' } });
  // @ts-expect-error A quantity is a number.
  await inventory.receiveStock({ body: { sku: 'A', location: 'MAIN', quantity: '1' } });
  // @ts-expect-error The location is missing.
  await inventory.receiveStock({ body: { sku: 'A', quantity: 1 } });
  // @ts-expect-error A correction needs its reason.
  await inventory.adjustStock({ body: { sku: 'A', location: 'MAIN', quantity: 1 } });
  // @ts-expect-error An unknown field.
  await inventory.createItem({ body: { sku: 'A', name: 'A', colour: 'red' } });
  // @ts-expect-error An unknown query.
  await inventory.listItems({ query: { page: 2 } });
  // @ts-expect-error An unknown query, page after page.
  entriesOf(inventory.listItems, { query: { page: 2 } });
  // @ts-expect-error A file of a type that is not imported.
  await inventory.importItems({ body: '', bodyType: 'text/plain' });
  // @ts-expect-error A file without its type.
  await inventory.importItems({ body: '' });
  // @ts-expect-error The amount of money is a number.
  const price: Item['price'] = { amount: '1', currency: 'EUR' };
  await inventory.createItem({ body: { sku: 'A', name: 'A', price } });
};

const use = async () => {
  const inventory = createClient();
  const page = await inventory.listItems();
  const item = await inventory.getItem({ params: { sku: 'A' } });
  const movement = await inventory.receiveStock({
    body: { sku: 'A', location: 'MAIN', quantity: 1 },
  });
  return { page, item, movement };
};

test('responses have the types of the contract', () => {
  expectTypeOf(misuse).returns.resolves.toBeVoid();
  type Used = Awaited<ReturnType<typeof use>>;
  expectTypeOf<Used['item']>().toEqualTypeOf<Item>();
  expectTypeOf<Used['movement']>().toEqualTypeOf<Movement>();
  expectTypeOf<Used['page']['entries']>().toEqualTypeOf<Item[]>();
  expectTypeOf<Used['page']['nextCursor']>().toEqualTypeOf<string | null>();
  expectTypeOf<Item['price']>().toEqualTypeOf<{ amount: number; currency: string } | null>();
});
