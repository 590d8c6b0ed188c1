import { expect, test } from 'vitest';
import { describeConsole, rowOf } from '../../src/browser/describe-console.ts';
import { screenshot } from '../../src/browser/visit.ts';

/** Less than the interval at which pages are polled. */
const withinMilliseconds = 4_500;

describeConsole("the console's connection", (at) => {
  test('shows changes by other users in the list and on the item page without a reload', async () => {
    const { api } = at.stockroom;
    await api.createItem({ body: { sku: 'LIVE', name: 'Pedal' } });
    const [list, item] = await Promise.all([at.open(), at.open()]);
    await list.goto('/?search=LIVE');
    await item.goto('/items/LIVE');
    await rowOf(list, 'LIVE').waitFor();
    await item.getByText('No movements yet').waitFor();

    await api.receiveStock({ body: { sku: 'LIVE', location: 'MAIN', quantity: 321 } });

    await rowOf(list, 'LIVE').getByRole('cell', { name: '321' }).first().waitFor();
    await item.getByRole('cell', { name: '+321' }).waitFor();
  });

  test('shows movements through the live feed, before the next poll', async () => {
    const { api, inventory } = at.stockroom;
    await api.createItem({ body: { sku: 'FEED', name: 'Crank' } });
    const page = await at.open();
    await page.goto('/items/FEED');
    await page.getByText('No movements yet').waitFor();

    await api.receiveStock({ body: { sku: 'FEED', location: 'MAIN', quantity: 11 } });
    await page.getByRole('cell', { name: '+11' }).waitFor({ timeout: withinMilliseconds });

    await inventory.stop();
    await page.getByText('Stockroom cannot be reached').waitFor({ timeout: withinMilliseconds });
    await inventory.start();
    await page.getByText('Stockroom cannot be reached').waitFor({ state: 'detached' });
    await api.receiveStock({ body: { sku: 'FEED', location: 'MAIN', quantity: 22 } });
    await page.getByRole('cell', { name: '+22' }).waitFor({ timeout: withinMilliseconds });
  });

  test('shows a banner while the inventory is unreachable, and recovers without a reload', async () => {
    const page = await at.open();
    await rowOf(page, 'BELL-BRASS').waitFor();

    await at.stockroom.inventory.stop();
    await page.getByText('Stockroom cannot be reached').waitFor();
    await screenshot(page, 'unreachable');
    expect(await rowOf(page, 'BELL-BRASS').isVisible(), 'loaded data stays').toBe(true);

    await at.stockroom.inventory.start();
    await page.getByText('Stockroom cannot be reached').waitFor({ state: 'detached' });
  });

  test('keeps a form that could not be submitted, and records it once on retry', async () => {
    const { api, inventory } = at.stockroom;
    await api.createItem({ body: { sku: 'PATIENT', name: 'Patience' } });
    const page = await at.open();
    await page.goto('/items/PATIENT');
    await page.getByRole('button', { name: 'Receive' }).click();
    const dialog = page.getByRole('dialog', { name: 'Receive stock' });
    await dialog.getByLabel('Quantity').fill('3');

    await inventory.stop();
    await dialog.getByRole('button', { name: 'Receive' }).click();
    await dialog.getByText('Stockroom cannot be reached').waitFor();
    await inventory.start();
    await dialog.getByRole('button', { name: 'Receive' }).click();
    await page.getByText('Received 3 × Patience').waitFor();

    const { stock } = await api.getItem({ params: { sku: 'PATIENT' } });
    expect(stock.onHand).toBe(3);
  });
});
