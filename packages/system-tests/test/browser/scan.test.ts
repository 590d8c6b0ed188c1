import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeConsole, focused, scan } from '../../src/browser/describe-console.ts';

describeConsole('scanning in the console', (at) => {
  const stocked = async (sku: string, barcode: string, quantity: number) => {
    await at.stockroom.api.createItem({ body: { sku, name: `${sku} item`, barcode } });
    if (quantity > 0) {
      await at.stockroom.api.receiveStock({ body: { sku, location: 'MAIN', quantity } });
    }
  };
  const stockOf = async (sku: string) => {
    const { entries } = await at.stockroom.api.listItemStock({ params: { sku } });
    return Object.fromEntries(entries.map(({ location, onHand }) => [location, onHand]));
  };

  test('receives items without a click, and undoes the last one', async () => {
    await stocked('SCAN-A', '4006381333931', 0);
    await stocked('SCAN-B', '96385074', 0);
    const page = await openScan(await at.open());

    await scan(page, 'MAIN', '4006381333931', '4006381333931', '96385074');
    await page.getByText('Received 2 × SCAN-A item at MAIN').waitFor();
    await typeByHand(page, '12');
    await page.getByRole('region', { name: 'Not recorded yet' }).getByText('12 ×').waitFor();
    await scan(page, '');
    await page.getByRole('listitem').filter({ hasText: 'Received 12 × SCAN-B item' }).waitFor();
    expect(await stockOf('SCAN-A')).toEqual({ MAIN: 2 });
    expect(await stockOf('SCAN-B')).toEqual({ MAIN: 12 });

    await page.getByRole('button', { name: /^Undo: Received 12/ }).click();
    await page.getByText('Undone', { exact: true }).waitFor();
    expect(await stockOf('SCAN-B')).toEqual({ MAIN: 0 });

    await scan(page, 'SCAN-B');
    await page.getByRole('region', { name: 'Not recorded yet' }).waitFor();
    expect(await page.getByLabel('Code or quantity').inputValue(), 'the field is empty again').toBe(
      '',
    );
  });

  test('transfers from the first location to the second, then counts', async () => {
    await stocked('SCAN-MOVE', '0012345678905', 5);
    const page = await openScan(await at.open());

    await page.getByText('Transfer', { exact: true }).click();
    // Some scanners send the GTIN with 12 digits.
    await scan(page, 'MAIN', 'SHOP', '012345678905', '012345678905', '');
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Transferred 2 × SCAN-MOVE item' })
      .waitFor();
    expect(await stockOf('SCAN-MOVE')).toEqual({ MAIN: 3, SHOP: 2 });

    await page.getByText('Count', { exact: true }).click();
    await scan(page, 'SHOP', 'SCAN-MOVE', '');
    await page.getByRole('listitem').filter({ hasText: 'Difference: -1' }).waitFor();
    expect(await stockOf('SCAN-MOVE')).toEqual({ MAIN: 3, SHOP: 1 });
  });

  test('looks up an item with its stock, without changing it', async () => {
    const page = await openScan(await at.open());
    await page.getByText('Look up', { exact: true }).click();

    await scan(page, 'BELL-BRASS');

    const found = page.getByRole('region', { name: 'Found item' });
    await found.getByRole('link', { name: 'Bicycle bell, brass' }).waitFor();
    await found.getByRole('row', { name: /MAIN/ }).waitFor();
    expect(await page.getByRole('listitem').count()).toBe(0);
  });

  test('creates an item for an unknown code and continues with it, by keyboard', async () => {
    const page = await openScan(await at.open());
    await scan(page, '5901234123457');
    await page
      .getByRole('status')
      .getByText('No item or location has the code 5901234123457')
      .waitFor();

    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Create item');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'New item' });
    expect(await dialog.getByLabel('Barcode').inputValue()).toBe('5901234123457');
    await page.keyboard.type('SCAN-NEW');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Newcomer');
    await page.keyboard.press('Enter');

    await page.getByRole('region', { name: 'Not recorded yet' }).getByText('Newcomer').waitFor();
    await scan(page, 'MAIN', '');
    await page.getByRole('listitem').filter({ hasText: 'Received 1 × Newcomer' }).waitFor();
  });

  test('shows an error response at its line, which can be retried', async () => {
    await stocked('SCAN-FEW', '40123455', 1);
    const page = await openScan(await at.open());
    await page.getByText('Transfer', { exact: true }).click();
    await scan(page, 'MAIN', 'SHOP', 'SCAN-FEW', 'SCAN-FEW', '');
    await page
      .getByRole('listitem')
      .filter({ hasText: 'SCAN-FEW item was not recorded' })
      .waitFor();

    await at.stockroom.api.receiveStock({
      body: { sku: 'SCAN-FEW', location: 'MAIN', quantity: 1 },
    });
    await page.getByRole('button', { name: 'Try again: SCAN-FEW item' }).click();

    await page.getByRole('listitem').filter({ hasText: 'Transferred 2 × SCAN-FEW item' }).waitFor();
  });
});

async function openScan(page: Page): Promise<Page> {
  await page.getByRole('link', { name: 'Scan', exact: true }).click();
  await page.getByLabel('Code or quantity').waitFor();
  return page;
}

/** Types slowly, as a person does: the speed distinguishes a quantity from a scanned code. */
async function typeByHand(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: 100 });
  await page.keyboard.press('Enter');
}
