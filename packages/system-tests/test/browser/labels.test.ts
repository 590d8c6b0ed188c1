import { expect, test } from 'vitest';
import { describeConsole } from '../../src/browser/describe-console.ts';
import { screenshot } from '../../src/browser/visit.ts';

describeConsole('locations and labels in the console', (at) => {
  test('a bin is created in a warehouse, and its label can be printed', async () => {
    const page = await at.open();
    await page.getByRole('link', { name: 'Locations' }).click();
    await page.getByRole('button', { name: 'New location' }).click();
    const dialog = page.getByRole('dialog', { name: 'New location' });

    await dialog.getByLabel('Code').fill('MAIN');
    await dialog.getByLabel('Name').fill('Upper shelf');
    await dialog.getByLabel('Warehouse').selectOption('MAIN');
    await dialog.getByRole('button', { name: 'Create location' }).click();
    await dialog.getByText('already exists. Choose another code.').waitFor();
    await dialog.getByLabel('Code').fill('A-01');
    await dialog.getByRole('button', { name: 'Create location' }).click();

    await page.getByRole('row', { name: /A-01 Upper shelf Bin in MAIN/ }).waitFor();
    await page.getByRole('link', { name: 'Label for A-01' }).click();
    await page.getByRole('img', { name: 'Barcode of A-01' }).waitFor();
  });

  test('labels are added by code, and only labels are printed', async () => {
    const { api } = at.stockroom;
    const barcode = '4006381333931';
    await api.createItem({ body: { sku: 'LABELLED', name: 'Has a GTIN', barcode } });
    const page = await at.open();
    await page.goto('/items/LABELLED');
    await page.getByRole('link', { name: 'Label' }).click();
    await page.getByRole('img', { name: `Barcode of ${barcode}` }).waitFor();

    await page.getByLabel('SKU, barcode or location code').fill('BELL-BRASS');
    await page.keyboard.press('Enter');
    await page.getByRole('listitem').filter({ hasText: 'Bicycle bell, brass' }).waitFor();
    await page.keyboard.type('NO-SUCH-CODE\n');
    await page.getByText('No item or location has the code NO-SUCH-CODE').waitFor();
    expect(await page.getByRole('button', { name: 'Print' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remove NO-SUCH-CODE' }).click();
    const long = 'A-SKU-THAT-IS-LONGER-THAN-BARS-CAN-BE-PRINTED';
    await api.createItem({ body: { sku: long, name: 'Long' } });
    await page.getByLabel('SKU, barcode or location code').fill(long);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: `QR code of ${long}` }).waitFor();
    await screenshot(page, 'labels-qr-code');
    await page.getByRole('button', { name: 'Remove Long' }).click();
    await page.getByLabel('Copies per label').fill('2');
    expect(await page.getByRole('button', { name: 'Print' }).isDisabled()).toBe(false);

    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('listitem').count()).toBe(4);
    expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false);
    expect(await page.getByLabel('Copies per label').isVisible()).toBe(false);
  });
});
