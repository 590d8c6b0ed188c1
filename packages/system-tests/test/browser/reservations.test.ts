import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeConsole, rowOf } from '../../src/browser/describe-console.ts';

describeConsole('reservations of several items', (at) => {
  test('reserve all lines or none, and show errors at their line', async () => {
    const { api } = at.stockroom;
    const page = await at.open();
    await page.goto('/reservations');
    await page.getByRole('link', { name: 'New reservation' }).click();

    await chooseItem(page, 1, 'brass', 'BELL-BRASS');
    await page.getByRole('button', { name: 'Add line' }).click();
    // A scanner types the code, then Enter.
    const second = line(page, 2).getByRole('combobox', { name: 'Item' });
    await second.fill('CHAIN-11');
    await second.press('Enter');
    await line(page, 2).getByText('Chain, 11-speed, 118 links:').waitFor();
    await page.getByRole('listbox', { name: 'Matching items' }).waitFor({ state: 'detached' });
    await line(page, 2).getByLabel('Quantity').fill('100000');
    await page.getByRole('button', { name: 'Add line' }).click();
    await page.getByRole('button', { name: 'Remove line 3' }).click();
    expect(await page.getByRole('group', { name: /^Line/ }).count()).toBe(2);
    await page.getByLabel('Reference').fill('SO-8812');
    await page.getByLabel('Reserve for').selectOption({ label: '4 hours' });

    const before = await api.getItem({ params: { sku: 'BELL-BRASS' } });
    await page.getByRole('button', { name: 'Reserve', exact: true }).click();
    await line(page, 2)
      .getByText(/100000 of "CHAIN-11" were requested/)
      .waitFor();
    expect(await line(page, 2).getByLabel('Quantity').getAttribute('aria-invalid')).toBe('true');
    expect(await line(page, 1).getByLabel('Quantity').getAttribute('aria-invalid')).toBe('false');
    expect((await api.getItem({ params: { sku: 'BELL-BRASS' } })).stock).toEqual(before.stock);

    await line(page, 2).getByLabel('Quantity').fill('2');
    await page.getByRole('button', { name: 'Reserve', exact: true }).click();
    await page.getByRole('heading', { name: 'Reservation SO-8812' }).waitFor();
    await rowOf(page, 'CHAIN-11').waitFor();
    await rowOf(page, 'BELL-BRASS').waitFor();
    await page.getByText(/in [34] hours|in 239 minutes/).waitFor();
    expect((await api.getItem({ params: { sku: 'BELL-BRASS' } })).stock.reserved).toBe(
      before.stock.reserved + 1,
    );

    await page.getByRole('button', { name: 'Confirm SO-8812' }).click();
    await page.getByText('SO-8812 was confirmed').waitFor();
    await page
      .getByRole('definition')
      .filter({ hasText: /^Confirmed\s*$/ })
      .waitFor();
    expect((await api.getItem({ params: { sku: 'BELL-BRASS' } })).stock).toEqual({
      onHand: before.stock.onHand - 1,
      reserved: before.stock.reserved,
      available: before.stock.available - 1,
    });
  });

  test('show at each line what is missing', async () => {
    const page = await at.open();
    await page.goto('/reservations/new?sku=BELL-BRASS&sku=');
    await line(page, 1)
      .getByText(/\d available/)
      .waitFor();
    await page.getByRole('button', { name: 'Reserve', exact: true }).click();
    await line(page, 2)
      .getByText(/Item is required/)
      .waitFor();
    await line(page, 2)
      .getByText(/Location is required/)
      .waitFor();

    const item = line(page, 2).getByRole('combobox', { name: 'Item' });
    await item.fill('NO-SUCH-ITEM');
    await page.getByRole('button', { name: 'Reserve', exact: true }).click();
    await line(page, 2)
      .getByText(/Location is required/)
      .waitFor();
  });

  test('are listed with all their lines, and released in the list', async () => {
    const { api } = at.stockroom;
    const lines = ['TUBE-28-P', 'HELMET-M'].map((sku) => ({ sku, location: 'MAIN', quantity: 1 }));
    await api.reserveStock({ body: { lines, reference: 'SO-9000' } });
    const page = await at.open();
    await page.goto('/reservations');
    const row = page.getByRole('row').filter({ hasText: 'SO-9000' });
    await row.getByRole('link', { name: 'TUBE-28-P' }).waitFor();
    await row.getByRole('link', { name: 'HELMET-M' }).waitFor();
    await row.getByRole('button', { name: 'Release SO-9000' }).click();
    await page.getByText('SO-9000 was released').waitFor();

    await page.goto('/reservations/no-such-reservation');
    await page.getByText('Reservation not found').waitFor();
  });
});

const line = (page: Page, number: number) => page.getByRole('group', { name: `Line ${number}` });

/** Searches for an item in a line and selects it by keyboard. */
async function chooseItem(page: Page, number: number, search: string, sku: string): Promise<void> {
  const item = line(page, number).getByRole('combobox', { name: 'Item' });
  await item.fill(search);
  await page.getByRole('option').filter({ hasText: sku }).waitFor();
  await item.press('ArrowDown');
  await item.press('Enter');
  expect(await item.inputValue()).toBe(sku);
}
