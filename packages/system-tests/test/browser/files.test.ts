import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeConsole, focused } from '../../src/browser/describe-console.ts';

const columns = 'sku,name,category,reorderPoint,barcode,openingLocation,openingQuantity';

/** 1,000 rows: ten with an invalid reorder point, one with an unknown location. */
const thousandRows = (prefix: string) =>
  Array.from({ length: 1_000 }, (_, index) => {
    const reorderPoint = index % 100 === 99 ? 'some' : '5';
    const location = index === 0 ? 'NOWHERE' : 'MAIN';
    return `${prefix}-${index},Washer ${index},Imported,${reorderPoint},,${location},3`;
  });

const csv = (name: string, ...rows: readonly string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from([columns, ...rows, ''].join('\n')),
});

const figure = (page: Page, name: string) =>
  page.locator('dl > div').filter({ hasText: name }).getByRole('definition');

/** Drops a text file in Windows-1252 on the page. */
const dropFile = (page: Page, name: string, text: string) =>
  page.evaluate(
    ([name, text]) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);
      transfer.items.add(new File([bytes], name));
      const drop = { bubbles: true, cancelable: true, dataTransfer: transfer };
      document.body.dispatchEvent(new DragEvent('dragover', drop));
      document.body.dispatchEvent(new DragEvent('drop', drop));
    },
    [name, text] as const,
  );

const textOf = async (download: Download) => readFile(await download.path(), 'utf8');

describeConsole('import and export', (at) => {
  test('a file is previewed, checked, imported, corrected and imported again', async () => {
    const { api } = at.stockroom;
    const page = await at.open();
    await page.getByRole('button', { name: 'Files' }).click();
    await page.getByRole('link', { name: 'Import items…' }).click();
    await page.getByRole('heading', { name: 'Import items' }).waitFor();

    const rows = thousandRows('IMP');
    await page.getByLabel('Choose a file').setInputFiles(csv('washers.csv', ...rows));
    const preview = page.getByRole('table', { name: 'First rows' });
    await preview.getByRole('cell', { name: 'IMP-0', exact: true }).waitFor();
    expect(await preview.getByRole('row').count()).toBe(11);

    await page.getByRole('heading', { name: 'Import preview' }).waitFor();
    await expect.poll(() => figure(page, 'New items').textContent()).toContain('989');
    expect(await figure(page, 'With errors').textContent()).toContain('11');
    const errors = page.getByRole('table', { name: 'Errors' });
    await errors.getByRole('row').filter({ hasText: 'There is no location "NOWHERE"' }).waitFor();
    const imported = { query: { category: 'Imported' } };
    expect((await api.listItems(imported)).entries, 'nothing is imported yet').toEqual([]);

    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    const errorFile = await saving;
    expect(errorFile.suggestedFilename()).toBe('washers-errors.csv');
    expect((await textOf(errorFile)).split('\r\n')).toHaveLength(12);

    await page.getByRole('button', { name: 'Import 989 rows without errors' }).click();
    await page.getByText('989 rows imported, 11 failed.').waitFor();
    expect(await api.getItem({ params: { sku: 'IMP-500' } })).toMatchObject({
      reorderPoint: 5,
      stock: { onHand: 3 },
    });

    const corrected = rows.map((row) => row.replace('some', '5').replace('NOWHERE', 'MAIN'));
    await page
      .getByLabel('Choose the corrected file')
      .setInputFiles(csv('washers.csv', ...corrected));
    await page.getByRole('button', { name: 'Import 1,000 rows' }).click();
    await page.getByText('1,000 rows imported.').waitFor();
    const [first, again] = await Promise.all(
      ['IMP-0', 'IMP-500'].map((sku) => api.getItem({ params: { sku } })),
    );
    expect([first?.stock.onHand, again?.stock.onHand], 'no stock is recorded twice').toEqual([
      3, 3,
    ]);

    await page.getByRole('link', { name: 'Go to items' }).click();
    await page.getByRole('searchbox').fill('IMP-99');
    await page.getByText('Washer 999').waitFor();
  });

  test('an import shows its progress, and can be stopped and restarted', async () => {
    const rows = Array.from(
      { length: 8_000 },
      (_, index) => `SLOW-${index},Washer ${index},Slow,5,,MAIN,3`,
    );
    const page = await at.open();
    await page.goto('/import');
    await page.getByLabel('Choose a file').setInputFiles(csv('slow.csv', ...rows));
    const start = page.getByRole('button', { name: 'Import 8,000 rows' });
    await start.waitFor();

    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    const slow = { offline: false, latency: 0, downloadThroughput: -1 };
    await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: 50_000 });
    await start.click();
    await page.getByText(/^Importing: .* of \d+ kB uploaded$/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Import stopped.').waitFor();

    await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    await start.click();
    await page.getByText('8,000 rows imported.').waitFor();
    for (const sku of ['SLOW-0', 'SLOW-7999']) {
      const { stock } = await at.stockroom.api.getItem({ params: { sku } });
      expect(stock.onHand, `${sku} is recorded once`).toBe(3);
    }
  });

  test('choosing or dropping another file does not interrupt an import', async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => `KEPT-${index},Kept,Kept,5,,MAIN,3`);
    const page = await at.open();
    await page.goto('/import');
    await page.getByLabel('Choose a file').setInputFiles(csv('kept.csv', ...rows));
    const start = page.getByRole('button', { name: 'Import 2,000 rows' });
    await start.waitFor();

    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    const slow = { offline: false, latency: 0, downloadThroughput: -1 };
    await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: 10_000 });
    await start.click();
    await page.getByText(/^Importing: .* of \d+ kB uploaded$/).waitFor();
    expect(await page.getByRole('button', { name: 'Import another file' }).isDisabled()).toBe(true);
    expect(await page.getByLabel('Replace file').isDisabled()).toBe(true);
    await dropFile(page, 'other.csv', 'sku,name\nOTHER,Other\n');
    await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    await page.getByText('2,000 rows imported.').waitFor();
    expect(await page.getByText('other.csv').count()).toBe(0);
  });

  test('a file imported after a complete one is a new import: its opening stock is recorded', async () => {
    const page = await at.open();
    await page.goto('/import');
    await page.getByText('or drop it anywhere').waitFor();
    const delivery = 'sku,name,openingLocation,openingQuantity\nDELIVERED,Pump,MAIN,3\n';
    for (const onHand of [3, 6]) {
      await dropFile(page, `delivery-${onHand}.csv`, delivery);
      await page.getByRole('heading', { name: `delivery-${onHand}.csv` }).waitFor();
      await page.getByRole('button', { name: 'Import 1 row' }).click();
      await page.getByText('1 row imported.').waitFor();
      const { stock } = await at.stockroom.api.getItem({ params: { sku: 'DELIVERED' } });
      expect(stock.onHand).toBe(onHand);
    }
  });

  test('a dropped file with the wrong encoding and delimiter is converted', async () => {
    const page = await at.open();
    await page.goto('/import');
    await page.getByText('or drop it anywhere').waitFor();
    const isHandled = await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.setData('text/plain', 'a word');
      const drop = { bubbles: true, cancelable: true, dataTransfer: transfer };
      return !document.body.dispatchEvent(new DragEvent('drop', drop));
    });
    expect(isHandled, 'dropped text is left to its field').toBe(false);
    await dropFile(page, 'from-a-spreadsheet.csv', 'sku;name\nDROPPED;Lüfter, groß\n');

    await page.getByText('Values are separated by semicolons').waitFor();
    await page.getByText('probably in Windows-1252').waitFor();
    await page.getByRole('button', { name: 'Convert file' }).click();
    await page.getByRole('button', { name: 'Import 1 row' }).click();
    await page.getByText('1 row imported.').waitFor();
    expect(await at.stockroom.api.getItem({ params: { sku: 'DROPPED' } })).toMatchObject({
      name: 'Lüfter, groß',
    });
  });

  test("a file is chosen by keyboard, and the server's error is shown", async () => {
    const page = await at.open();
    await page.goto('/import');
    await page.getByText('or drop it anywhere').waitFor();
    const choosing = page.waitForEvent('filechooser');
    const input = page.getByLabel('Choose a file');
    for (let presses = 0; presses < 40; presses += 1) {
      if (await input.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    expect(await focused(page)).not.toBeNull();
    await page.keyboard.press('Enter');
    const broken = Buffer.concat([
      Buffer.from(`sku,name\n${'A-1,Washer\n'.repeat(10_000)}`),
      Buffer.from([0xff, 0xff]),
    ]);
    await (await choosing).setFiles({ name: 'broken.csv', mimeType: 'text/csv', buffer: broken });

    await page.getByText('The file contains bytes that are not valid UTF-8').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();

    // Returning to the window refetches queries, but does not upload the file again.
    let uploads = 0;
    page.on('request', (request) => {
      if (request.url().includes('/items/import')) uploads += 1;
    });
    for (const _ of [1, 2]) {
      const refetch = page.waitForResponse(/\/session$/);
      await page.evaluate(() =>
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
      );
      await refetch;
    }
    expect(uploads).toBe(0);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => uploads).toBe(1);
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  });

  test('the listed items are exported, and the export can be imported', async () => {
    const page = await at.open();
    await page.goto('/?category=Wheels');
    await page.getByText('Spoke 262 mm').waitFor();
    await page.getByRole('button', { name: 'Files' }).click();
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export as CSV' }).click();
    const exported = await saving;
    expect(exported.suggestedFilename()).toBe('items.csv');
    const text = await textOf(exported);
    expect(text).toContain('Spoke 262 mm');
    expect(text).not.toContain('BELL-BRASS');

    await page.getByRole('button', { name: 'Files' }).click();
    const lines = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export as JSON Lines' }).click();
    const [line = ''] = (await textOf(await lines)).split('\n');
    expect(JSON.parse(line)).toMatchObject({ category: 'Wheels' });

    await page.goto('/import');
    const file = { name: 'items.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
    await page.getByLabel('Choose a file').setInputFiles(file);
    await page.getByRole('table', { name: 'First rows' }).getByText('ignored').first().waitFor();
    expect(await page.getByText('cannot be imported').count()).toBe(0);
    await expect.poll(() => figure(page, 'Unchanged').textContent()).not.toBe('0');
    expect(await figure(page, 'With errors').textContent()).toContain('0');
  });
});
