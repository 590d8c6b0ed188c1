import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeConsole, focused, rowOf, scan } from '../../src/browser/describe-console.ts';
import { people } from '../../src/browser/sign-in.ts';
import { accessibilityFaults, screenshot, themes, viewports } from '../../src/browser/visit.ts';

describeConsole('everybody can use the console', (at) => {
  test('without a mouse', async () => {
    const page = await at.open();
    await rowOf(page, 'BELL-BRASS').waitFor();

    await pressUntilFocused(page, 'New item');
    await page.keyboard.press('Enter');
    await page.keyboard.type('KEYBOARD-1');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Made by keyboard');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Made by keyboard' }).waitFor();

    await pressUntilFocused(page, 'Receive');
    await page.keyboard.press('Enter');
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await page.getByText('Received 7 × Made by keyboard').waitFor();

    await pressUntilFocused(page, 'Receive');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused(page), 'the focus is where it was').toBe('Receive');
  });

  test('with one key for what is done often', async () => {
    const page = await at.open();
    await rowOf(page, 'BELL-BRASS').waitFor();

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('n r');
    expect(await page.getByRole('searchbox').inputValue(), 'in a field a key is text').toBe('n r');

    await page.goto('/items/BELL-BRASS');
    await page.getByRole('heading', { name: 'Bicycle bell, brass' }).waitFor();
    await page.keyboard.press('r');
    await page.getByRole('dialog', { name: 'Receive stock' }).waitFor();
  });

  const looks = (Object.keys(viewports) as (keyof typeof viewports)[]).flatMap((viewport) =>
    themes.map((theme) => ({ viewport, theme })),
  );

  test.each(looks)('axe finds nothing: $viewport, $theme', { timeout: 180_000 }, async (look) => {
    const lines = [{ sku: 'CHAIN-11', location: 'MAIN', quantity: 1 }];
    await at.stockroom.api.reserveStock({ body: { lines, reference: 'SO-4711' } });
    const page = await at.open(look);
    const faults: string[] = [];

    for (const [name, show] of Object.entries(views)) {
      await show(page);
      await screenshot(page, `${name}-${look.viewport}-${look.theme}`);
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${name}: ${fault}`));
    }

    expect(faults).toEqual([]);
  });
});

/** Every view of the console and how to come to it. */
const views: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  items: (page) => rowOf(page, 'BELL-BRASS').waitFor(),
  'create-item': async (page) => {
    await page.getByRole('button', { name: 'New item' }).click();
    await page.getByRole('button', { name: 'Add an attribute' }).click();
    await page.getByRole('button', { name: 'Create item' }).click();
    await page.getByText('SKU is required').waitFor();
  },
  'items-files': async (page) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Files' }).click();
    await page.getByRole('link', { name: 'Export these as CSV' }).waitFor();
  },
  import: async (page) => {
    await page.goto('/import');
    await page.getByRole('table', { name: 'Columns' }).waitFor();
  },
  'import-refused': async (page) => {
    await chooseFile(page, 'sku;name;colour\nPUMP-1;Pump;red\n');
    await page.getByText('The cells are separated by semicolons').waitFor();
  },
  'import-tried': async (page) => {
    await page.getByRole('button', { name: 'Import another file' }).click();
    await chooseFile(page, 'sku,name,reorderPoint,onHand\nPUMP-1,Pump,5,0\nPUMP-2,Pump,some,0\n');
    await page.getByRole('table', { name: 'Faults' }).waitFor();
  },
  'items-none': async (page) => {
    await page.goto('/?search=nothing-like-it');
    await page.getByText('No item matches').waitFor();
  },
  item: async (page) => {
    await page.goto('/items/BELL-BRASS');
    await page.getByText('Opening stock').first().waitFor({ state: 'attached' });
  },
  'item-receive': async (page) => {
    await page.getByRole('button', { name: 'Receive' }).click();
    await page.getByRole('dialog').getByLabel('Location').waitFor();
  },
  'item-unknown': async (page) => {
    await page.goto('/items/NO-SUCH-ITEM');
    await page.getByText('There is no item NO-SUCH-ITEM').waitFor();
  },
  'low-stock': async (page) => {
    await page.goto('/low-stock');
    await page.getByRole('table').waitFor();
  },
  reservations: async (page) => {
    await page.goto('/reservations');
    await page.getByRole('table').waitFor();
  },
  'reservation-new': async (page) => {
    await page.goto('/reservations/new?sku=BELL-BRASS&sku=');
    await page.getByText('Bicycle bell, brass:').waitFor();
    await page.getByRole('button', { name: 'Reserve', exact: true }).click();
    await page.getByText('Item is required').waitFor();
    await page.getByRole('combobox', { name: 'Item' }).last().fill('tube');
    await page.getByRole('listbox', { name: 'Items found' }).waitFor();
  },
  reservation: async (page) => {
    await page.goto('/reservations');
    await page.getByRole('link', { name: 'SO-4711' }).first().click();
    await page.getByRole('table', { name: 'Lines' }).waitFor();
  },
  locations: async (page) => {
    await page.goto('/locations');
    await page.getByRole('table').waitFor();
  },
  labels: async (page) => {
    await page.goto('/labels?code=BELL-BRASS&code=MAIN&code=NO-SUCH-CODE');
    await page.getByText('NO-SUCH-CODE belongs to no item').waitFor();
    await page.getByRole('img', { name: 'Barcode of MAIN' }).waitFor();
  },
  scan: async (page) => {
    await page.goto('/scan');
    await page.getByLabel('Code or quantity').waitFor();
    await scan(page, 'MAIN', 'BELL-BRASS', 'CHAIN-11', 'NO-SUCH-CODE');
    await page.getByRole('region', { name: 'Unknown code' }).waitFor();
    await page.getByText('Received 1 × Bicycle bell').waitFor();
  },
  'scan-lookup': async (page) => {
    await page.getByText('Look up', { exact: true }).click();
    await scan(page, 'BELL-BRASS');
    await page.getByRole('region', { name: 'Found item' }).getByRole('table').waitFor();
  },
  overview: async (page) => {
    await page.goto('/overview');
    await page.getByRole('table', { name: 'Movements per day' }).waitFor({ state: 'attached' });
    await page.getByRole('table', { name: 'Movements', exact: true }).waitFor();
  },
  'no-such-page': async (page) => {
    await page.goto('/no/such/page');
    await page.getByText('There is no such page').waitFor();
  },
  account: async (page) => {
    await page.goto('/');
    await rowOf(page, 'BELL-BRASS').waitFor();
    await page.getByRole('button', { name: people.administrator }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  },
  'session-over': async (page) => {
    await page.keyboard.press('Escape');
    await page.context().clearCookies();
    await page.getByRole('searchbox').fill('anything');
    await page.getByRole('dialog', { name: 'Your session is over' }).waitFor();
  },
  'sign-in': async (page) => {
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to Stockroom' }).waitFor();
  },
};

const chooseFile = (page: Page, text: string) =>
  page
    .getByLabel(/^Choose/)
    .first()
    .setInputFiles({ name: 'pumps.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

/** Goes on with the Tab key as a person would. */
async function pressUntilFocused(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    if ((await focused(page)) === text) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to "${text}"`);
}
