import { pages } from '@stockroom/console/pages';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import {
  type ConsoleTest,
  describeConsole,
  focused,
  rowOf,
  scan,
} from '../../src/browser/describe-console.ts';
import { demoUsers } from '../../src/browser/sign-in.ts';
import {
  accessibilityViolations,
  screenshot,
  themes,
  viewports,
  waitUntilLoaded,
} from '../../src/browser/visit.ts';

describeConsole('the console is accessible', (at) => {
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
    expect(await focused(page), 'the focus is restored').toBe('Receive');
  });

  test('with single-key shortcuts for frequent actions', async () => {
    const page = await at.open();
    await rowOf(page, 'BELL-BRASS').waitFor();

    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByRole('heading', { name: 'Items' }).waitFor();
    await help.getByText('New item').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('n r');
    expect(await page.getByRole('searchbox').inputValue(), 'fields take keys as text').toBe('n r');

    await page.goto('/items/BELL-BRASS');
    await page.getByRole('heading', { name: 'Bicycle bell, brass' }).waitFor();
    await page.keyboard.press('r');
    await page.getByRole('dialog', { name: 'Receive stock' }).waitFor();
  });

  const looks = (Object.keys(viewports) as (keyof typeof viewports)[]).flatMap((viewport) =>
    themes.map((theme) => ({ viewport, theme })),
  );

  describe.each(looks)('axe finds no violations: $viewport, $theme', (look) => {
    test('on any page', { timeout: 180_000 }, async () => {
      const { id } = await reserve(at);
      const page = await at.open(look);
      const violations: string[] = [];

      for (const { path } of pages) {
        await page.goto(path.replace(':sku', 'BELL-BRASS').replace(':id', id));
        await waitUntilLoaded(page);
        const name = path.replaceAll(/\W+/g, '-');
        await screenshot(page, `page${name}-${look.viewport}-${look.theme}`);
        violations.push(...(await accessibilityViolations(page)).map((line) => `${path}: ${line}`));
      }

      expect(violations).toEqual([]);
    });

    test('in any dialog, menu or error state', { timeout: 180_000 }, async () => {
      const page = await at.open(look);
      const violations: string[] = [];

      for (const [name, show] of Object.entries(states)) {
        await show(page);
        await screenshot(page, `${name}-${look.viewport}-${look.theme}`);
        violations.push(...(await accessibilityViolations(page)).map((line) => `${name}: ${line}`));
      }

      expect(violations).toEqual([]);
    });
  });
});

const reserve = ({ stockroom }: ConsoleTest) =>
  stockroom.api.reserveStock({
    body: { lines: [{ sku: 'CHAIN-11', location: 'MAIN', quantity: 1 }], reference: 'SO-4711' },
  });

/** States of the pages beyond their first view, and how to get there. */
const states: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'create-item': async (page) => {
    await page.getByRole('button', { name: 'New item' }).click();
    await page.getByRole('button', { name: 'Add attribute' }).click();
    await page.getByRole('button', { name: 'Create item' }).click();
    await page.getByText('SKU is required').waitFor();
  },
  'items-files': async (page) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Files' }).click();
    await page.getByRole('link', { name: 'Export as CSV' }).waitFor();
  },
  'import-invalid-file': async (page) => {
    await page.goto('/import');
    await chooseFile(page, 'sku;name;colour\nPUMP-1;Pump;red\n');
    await page.getByText('Values are separated by semicolons').waitFor();
  },
  'import-dry-run': async (page) => {
    await page.getByRole('button', { name: 'Import another file' }).click();
    await chooseFile(page, 'sku,name,reorderPoint,onHand\nPUMP-1,Pump,5,0\nPUMP-2,Pump,some,0\n');
    await page.getByRole('table', { name: 'Errors' }).waitFor();
  },
  'items-no-match': async (page) => {
    await page.goto('/?search=nothing-like-it');
    await page.getByText('No items match').waitFor();
  },
  'item-receive': async (page) => {
    await page.goto('/items/BELL-BRASS');
    await page.getByRole('button', { name: 'Receive' }).click();
    await page.getByRole('dialog').getByLabel('Location').waitFor();
  },
  'item-not-found': async (page) => {
    await page.goto('/items/NO-SUCH-ITEM');
    await page.getByText('Item NO-SUCH-ITEM not found').waitFor();
  },
  'reservation-new': async (page) => {
    await page.goto('/reservations/new?sku=BELL-BRASS&sku=');
    await page.getByText('Bicycle bell, brass:').waitFor();
    await page.getByRole('button', { name: 'Reserve', exact: true }).click();
    await page.getByText('Item is required').waitFor();
    await page.getByRole('combobox', { name: 'Item' }).last().fill('tube');
    await page.getByRole('listbox', { name: 'Matching items' }).waitFor();
  },
  labels: async (page) => {
    await page.goto('/labels?code=BELL-BRASS&code=MAIN&code=NO-SUCH-CODE');
    await page.getByText('No item or location has the code NO-SUCH-CODE').waitFor();
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
  'overview-activity': async (page) => {
    await page.goto('/overview');
    await page.getByRole('table', { name: 'Movements per day' }).waitFor({ state: 'attached' });
    await page.getByRole('table', { name: 'Movements', exact: true }).waitFor();
  },
  'page-not-found': async (page) => {
    await page.goto('/no/such/page');
    await page.getByText('Page not found').waitFor();
  },
  'account-menu': async (page) => {
    await page.goto('/');
    await rowOf(page, 'BELL-BRASS').waitFor();
    await page.getByRole('button', { name: demoUsers.administrator }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  },
  'session-ended': async (page) => {
    await page.keyboard.press('Escape');
    await page.context().clearCookies();
    await page.getByRole('searchbox').fill('anything');
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
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

/** Presses Tab until the focus is on the element with this text. */
async function pressUntilFocused(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    if ((await focused(page)) === text) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to "${text}"`);
}
