import { expect, test } from 'vitest';
import { describeConsole } from '../../src/browser/describe-console.ts';

describeConsole('the overview', (at) => {
  test('counts movements per day, and lists the items to reorder first', async () => {
    const { api } = at.stockroom;
    await api.createItem({ body: { sku: 'URGENT', name: 'Pump', reorderPoint: 50 } });
    const page = await at.open();
    await page.goto('/overview');
    const today = page.getByRole('table', { name: 'Movements per day' }).getByRole('row').last();
    const counts = async () => (await today.getByRole('cell').allTextContents()).map(Number);
    await today.waitFor({ state: 'attached' });
    const [receipts = 0, issues = 0, others = 0] = await counts();
    const toReorder = page.getByRole('region', { name: 'Reorder first' });
    await toReorder
      .getByRole('listitem')
      .filter({ hasText: 'Pump' })
      .getByText('0 available (reorder at 50)')
      .waitFor();

    const stock = { sku: 'URGENT', location: 'MAIN' };
    await api.receiveStock({ body: { ...stock, quantity: 60 } });
    await api.issueStock({ body: { ...stock, quantity: 5 } });
    await api.adjustStock({ body: { ...stock, quantity: 1, reason: 'Found' } });
    await page.reload();
    await today.waitFor({ state: 'attached' });

    expect(await counts()).toEqual([receipts + 1, issues + 1, others + 1]);
    await page.getByText('Movements of the last 14 days').waitFor();
    await toReorder.waitFor();
    expect(await toReorder.getByText('Pump').count()).toBe(0);
  });
});
