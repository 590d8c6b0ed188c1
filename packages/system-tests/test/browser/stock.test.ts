import { expect, test } from 'vitest';
import { cellsOf, describeConsole, rowOf } from '../../src/browser/describe-console.ts';

describeConsole('stock in the console', (at) => {
  const stocked = async (sku: string, name: string, quantity: number) => {
    await at.stockroom.api.createItem({ body: { sku, name } });
    if (quantity > 0) {
      await at.stockroom.api.receiveStock({ body: { sku, location: 'MAIN', quantity } });
    }
  };
  const levelsOf = async (sku: string) =>
    (await at.stockroom.api.getItem({ params: { sku } })).stock;

  test('is received, and still there after a reload', async () => {
    await stocked('RECEIVED', 'Handlebar tape', 0);
    const page = await at.open();
    await page.goto('/?search=RECEIVED');
    await page.getByRole('button', { name: 'Receive Handlebar tape' }).click();
    const dialog = page.getByRole('dialog', { name: 'Receive stock' });

    expect(await dialog.getByLabel('Quantity').inputValue()).toBe('1');
    await dialog.getByLabel('Quantity').fill('25');
    await dialog.getByLabel('Location').selectOption('SHOP');
    await dialog.getByLabel('Reference').fill('DN-4711');
    await dialog.getByRole('button', { name: 'Receive' }).click();
    await page.getByText('Received 25 × Handlebar tape at SHOP').waitFor();
    await rowOf(page, 'RECEIVED').getByRole('cell', { name: '25' }).first().waitFor();

    await page.getByRole('link', { name: 'Handlebar tape' }).click();
    await page.getByRole('cell', { name: 'DN-4711', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('cell', { name: 'DN-4711', exact: true }).waitFor();
    expect(await cellsOf(page.getByRole('row', { name: /SHOP Shop floor/ }))).toEqual([
      '25',
      '0',
      '25',
    ]);
  });

  test('is received at a new location', async () => {
    await stocked('FIRST-BIN', 'Valve cap', 0);
    const page = await at.open();
    await page.goto('/items/FIRST-BIN');
    await page.getByRole('button', { name: 'Receive' }).click();
    const dialog = page.getByRole('dialog', { name: 'Receive stock' });

    await dialog.getByLabel('Location').selectOption('New location…');
    await dialog.getByLabel('Code').fill('SHED');
    await dialog.getByLabel('Name').fill('Garden shed');
    await dialog.getByRole('button', { name: 'Receive' }).click();

    await page.getByRole('row', { name: /SHED Garden shed/ }).waitFor();
  });

  test('is issued up to the available quantity, and adjusted with a reason', async () => {
    await stocked('ISSUED', 'Saddle', 5);
    const page = await at.open();
    await page.goto('/items/ISSUED');

    await page.getByRole('button', { name: 'Issue' }).click();
    const issue = page.getByRole('dialog', { name: 'Issue stock' });
    await issue.getByLabel('Quantity').fill('6');
    await issue.getByRole('button', { name: 'Issue' }).click();
    await issue.getByText('Request at most 5').waitFor();
    await issue.getByLabel('Quantity').fill('2');
    await issue.getByRole('button', { name: 'Issue' }).click();
    await page.getByText('Issued 2 × Saddle from MAIN. Now on hand: 3.').waitFor();

    await page.getByRole('button', { name: 'Adjust' }).click();
    const adjustment = page.getByRole('dialog', { name: 'Adjust stock' });
    await adjustment.getByLabel('Change by').fill('-1');
    await adjustment.getByLabel('Reason').fill('Damaged');
    await adjustment.getByRole('button', { name: 'Adjust' }).click();

    await page.getByRole('cell', { name: 'Damaged', exact: true }).waitFor();
    expect((await levelsOf('ISSUED')).onHand).toBe(2);
  });

  test('is restored by Undo', async () => {
    await stocked('UNDONE', 'Bottle cage', 0);
    const page = await at.open();
    await page.goto('/items/UNDONE');
    await page.getByRole('button', { name: 'Receive' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Receive' }).click();

    await page.getByRole('button', { name: 'Undo' }).click();

    await page.getByText('The change to Bottle cage was undone').waitFor();
    await page.getByRole('cell', { name: /^Reversal of receipt/ }).waitFor();
    expect((await levelsOf('UNDONE')).onHand).toBe(0);
  });

  test('is transferred, counted and charted over time', async () => {
    await stocked('MOVED', 'Rim tape', 10);
    const page = await at.open();
    await page.goto('/items/MOVED');

    await page.getByRole('button', { name: 'Transfer' }).click();
    const transfer = page.getByRole('dialog', { name: 'Transfer stock' });
    await transfer.getByLabel('Quantity').fill('4');
    await transfer.getByLabel('To').selectOption('SHOP');
    await transfer.getByRole('button', { name: 'Transfer' }).click();
    await page.getByText('Transferred 4 × Rim tape from MAIN to SHOP').waitFor();
    await page.getByRole('row', { name: /SHOP Shop floor 4 0 4/ }).waitFor();

    await page.getByRole('button', { name: 'Count' }).click();
    const count = page.getByRole('dialog', { name: 'Count stock' });
    await count.getByLabel('Counted').fill('5');
    await count.getByLabel('Location').selectOption('MAIN');
    await count.getByRole('button', { name: 'Record count' }).click();
    await page.getByText('Counted Rim tape at MAIN. Difference: -1.').waitFor();

    await page.getByRole('img', { name: /Stock on hand, 10 on .* to 9 now/ }).waitFor();
  });

  test('is reserved, and the reservations are confirmed or released', async () => {
    await stocked('RESERVED', 'Mudguard', 8);
    const page = await at.open();
    for (const order of ['SO-1', 'SO-2']) {
      await page.goto('/items/RESERVED');
      await page.getByRole('button', { name: 'Reserve' }).click();
      const dialog = page.getByRole('dialog', { name: 'Reserve stock' });
      await dialog.getByLabel('Quantity').fill('3');
      await dialog.getByLabel('Reference').fill(order);
      await dialog.getByRole('button', { name: 'Reserve' }).click();
      await page.getByText('Reserved 3 × Mudguard').waitFor();
    }
    expect(await levelsOf('RESERVED')).toEqual({ onHand: 8, reserved: 6, available: 2 });

    await page.getByRole('link', { name: 'Reservations' }).click();
    await page.getByText('in 14 minutes').first().waitFor();
    await page.getByRole('button', { name: 'Confirm SO-1' }).click();
    await page.getByText('SO-1 was confirmed').waitFor();
    await page.getByRole('button', { name: 'Release SO-2' }).click();
    await page.getByText('SO-2 was released').waitFor();

    expect(await levelsOf('RESERVED')).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });
});
