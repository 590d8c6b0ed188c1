import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeConsole, rowOf } from '../../src/browser/describe-console.ts';
import { chooseAtIssuer, demoUsers, signIn } from '../../src/browser/sign-in.ts';

/** A session short enough for the expiry notice to appear at once. */
const sessionMilliseconds = 180_000;

describeConsole('users sign in', (at) => {
  test('and return to the page they opened', async () => {
    const page = await at.open({ as: 'anonymous' });
    await page.goto('/?category=Wheels&sort=-name');
    await page.getByRole('heading', { name: 'Sign in to Stockroom' }).waitFor();
    expect(await page.getByText('Spoke 262 mm').count()).toBe(0);

    await signIn(page, 'stockKeeper');

    await page.waitForURL(/\/\?category=Wheels&sort=-name$/);
    await page.getByText('Spoke 262 mm').waitFor();
    await page.getByRole('button', { name: demoUsers.stockKeeper }).click();
    await page.getByText('change items, stock and reservations').waitFor();
    expect(await page.getByText('add locations').count()).toBe(0);
  });

  test('a viewer sees no actions that change data, and a forged request is rejected', async () => {
    await at.stockroom.api.reserveStock({
      body: { lines: [{ sku: 'CHAIN-11', location: 'MAIN', quantity: 1 }], reference: 'SO-1' },
    });
    const page = await at.open({ as: 'viewer' });
    await rowOf(page, 'BELL-BRASS').waitFor();
    await expectNoButtons(page, /New item|Receive/);
    await page.keyboard.press('n');
    await page.getByRole('button', { name: 'Files' }).click();
    await page.getByRole('link', { name: 'Export as CSV' }).waitFor();
    expect(await page.getByRole('link', { name: 'Import items…' }).count()).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(0);

    await page.goto('/items/BELL-BRASS');
    await page.getByText('Opening stock').first().waitFor({ state: 'attached' });
    await expectNoButtons(page, /Receive|Issue|Transfer|Count|Adjust|Reserve|Edit|Archive/);
    await page.keyboard.press('r');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.goto('/reservations');
    await page.getByText('SO-1').waitFor();
    await expectNoButtons(page, /Confirm|Release/);
    await page.goto('/locations');
    await rowOf(page, 'MAIN').waitFor();
    await expectNoButtons(page, /New location/);
    await page.goto('/scan');
    await page.getByText('No stock is changed').waitFor();
    for (const path of ['/import', '/reservations/new']) {
      await page.goto(path);
      await page.getByRole('heading', { name: "You don't have permission" }).waitFor();
    }

    const forged = await page.evaluate(async () => {
      const response = await fetch('/api/v1/receipts', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'forged' },
        body: JSON.stringify({ sku: 'BELL-BRASS', location: 'MAIN', quantity: 1 }),
      });
      return { status: response.status, type: ((await response.json()) as { type: string }).type };
    });
    expect(forged).toEqual({ status: 403, type: 'urn:stockroom:problem:insufficient-scope' });
  });

  test('a stock keeper sees all actions except new locations', async () => {
    const page = await at.open({ as: 'stockKeeper' });
    await rowOf(page, 'BELL-BRASS')
      .getByRole('button', { name: /^Receive/ })
      .click();
    const choices = page.getByRole('dialog').getByLabel('Location').getByRole('option');
    await choices.first().waitFor({ state: 'attached' });
    expect(await choices.allTextContents()).not.toContain('New location…');
    await page.goto('/locations');
    await rowOf(page, 'MAIN').waitFor();
    await expectNoButtons(page, /New location/);
  });

  test('and sign out of all windows', async () => {
    const page = await at.open();
    const second = await page.context().newPage();
    await second.goto('/');
    await rowOf(second, 'BELL-BRASS').waitFor();

    await page.getByRole('button', { name: demoUsers.administrator }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    // The issuer asks whether to end its own session too.
    await page.waitForURL(/development-issuer/);
    await page.getByRole('button', { name: 'Sign out' }).click();

    await page.getByRole('heading', { name: 'Sign in to Stockroom' }).waitFor();
    await second.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    expect(await page.evaluate(async () => (await fetch('/api/v1/items')).status)).toBe(401);
  });

  test('two at a time, and each movement shows its user', async () => {
    const { api } = at.stockroom;
    await api.createItem({ body: { sku: 'SHARED', name: 'Shared pump' } });
    const [ada, stan] = await Promise.all([at.open(), at.open({ as: 'stockKeeper' })]);
    for (const [page, quantity] of [
      [ada, '3'],
      [stan, '4'],
    ] as const) {
      await page.goto('/items/SHARED');
      await page.getByRole('button', { name: 'Receive' }).click();
      const dialog = page.getByRole('dialog', { name: 'Receive stock' });
      await dialog.getByLabel('Quantity').fill(quantity);
      await dialog.getByRole('button', { name: 'Receive' }).click();
      await page.getByText(`Received ${quantity} × Shared pump`).waitFor();
    }

    for (const page of [ada, stan]) {
      const row = (change: string) => page.getByRole('row').filter({ hasText: change });
      await row('+3').getByRole('cell', { name: 'ada@stockroom.example', exact: true }).waitFor();
      await row('+4').getByRole('cell', { name: 'stan@stockroom.example', exact: true }).waitFor();
    }
  });

  test('again after the session has ended, without losing input', async () => {
    const { api } = at.stockroom;
    await api.createItem({ body: { sku: 'RESUMED', name: 'Resumed' } });
    const page = await at.open();
    await page.goto('/items/RESUMED');
    await page.getByRole('button', { name: 'Receive' }).click();
    const form = page.getByRole('dialog', { name: 'Receive stock' });
    await form.getByLabel('Quantity').fill('17');
    await form.getByLabel('Reference').fill('DN-2041');

    await page.context().clearCookies();
    await form.getByRole('button', { name: 'Receive' }).click();
    const over = page.getByRole('dialog', { name: 'Your session has ended' });
    await over.waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    const opening = page.waitForEvent('popup');
    await over.getByRole('link', { name: 'Sign in again' }).click();
    const beside = await opening;
    const closed = beside.waitForEvent('close');
    await chooseAtIssuer(beside, 'administrator');
    await closed;
    await over.waitFor({ state: 'detached' });

    expect(await form.getByLabel('Quantity').inputValue()).toBe('17');
    expect(await form.getByLabel('Reference').inputValue()).toBe('DN-2041');
    await form.getByRole('button', { name: 'Receive' }).click();
    await page.getByText('Received 17 × Resumed').waitFor();
    expect((await api.getItem({ params: { sku: 'RESUMED' } })).stock.onHand).toBe(17);
  });
});

describeConsole('a page that stays open', (at) => {
  test('shows the expiry notice for the next session too', async () => {
    const page = await at.open({ as: 'anonymous' });
    const hour = 3_600_000;
    // Shifts the gateway's timestamps along with the page's clock.
    let ahead = 0;
    await page.clock.install();
    await page.route('**/session', async (route) => {
      const response = await route.fetch();
      const session = (await response.json()) as { expiresAt?: string };
      const { expiresAt } = session;
      const later = expiresAt && new Date(Date.parse(expiresAt) + ahead).toISOString();
      await route.fulfill({ response, json: { ...session, ...(later && { expiresAt: later }) } });
    });
    const advance = async (milliseconds: number) => {
      ahead += milliseconds;
      await page.clock.fastForward(milliseconds);
    };
    const sessionEnd = () =>
      page.evaluate(async () => {
        const { expiresAt } = (await (await fetch('/session')).json()) as { expiresAt: string };
        return Date.parse(expiresAt) - Date.now();
      });
    await page.goto('/');
    await signIn(page, 'administrator');
    const length = await sessionEnd();

    await page.context().clearCookies();
    await advance(length + 1_000);
    const over = page.getByRole('dialog', { name: 'Your session has ended' });
    await over.waitFor();
    await advance(12 * hour);
    const opening = page.waitForEvent('popup');
    await over.getByRole('link', { name: 'Sign in again' }).click();
    await chooseAtIssuer(await opening, 'administrator');
    await over.waitFor({ state: 'detached' });

    await page.clock.fastForward((await sessionEnd()) - 4.5 * 60_000);
    await page.getByText('Your session ends in 5 minutes').waitFor();
  });

  test('offers to sign out if the new user has no read access', async () => {
    const page = await at.open();
    await rowOf(page, 'BELL-BRASS').waitFor();
    // All demo users have read access, so the scopes are removed from the response.
    await page.route('**/session', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), scopes: [] } });
    });
    await page.evaluate(() =>
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
    );
    const over = page.getByRole('dialog', { name: 'Your session has ended' });
    await over.getByText('This account cannot view the inventory').waitFor();
    await over.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/development-issuer/);
  });
});

describeConsole(
  'a session that is about to end',
  (at) => {
    test('shows a notice with a link to renew it', async () => {
      const page = await at.open();
      await rowOf(page, 'BELL-BRASS').waitFor();
      await page.getByText(/Your session ends in \d minutes/).waitFor();
      const end = () =>
        page.evaluate(async () => {
          const { expiresAt } = (await (await fetch('/session')).json()) as { expiresAt: string };
          return Date.parse(expiresAt);
        });
      const before = await end();
      // Sessions expire on whole seconds: a session that starts a second later expires later.
      await expect.poll(() => Date.now()).toBeGreaterThan(before - sessionMilliseconds + 1_000);

      const opening = page.waitForEvent('popup');
      await page.getByRole('link', { name: 'Sign in again' }).click();
      // The issuer still has its session, so the window closes without a prompt.
      const beside = await opening;
      if (!beside.isClosed()) await beside.waitForEvent('close');

      expect(await end()).toBeGreaterThan(before);
      await rowOf(page, 'BELL-BRASS').waitFor();
    });
  },
  { gateway: { SESSION_HOURS: String(sessionMilliseconds / 3_600_000) } },
);

describeConsole(
  'a gateway without sign-in',
  (at) => {
    test('says that sign-in is not set up', async () => {
      const page = await at.open({ as: 'anonymous' });
      await page.getByRole('heading', { name: 'Sign-in is not set up' }).waitFor();
    });
  },
  { gateway: { DEVELOPMENT_SIGN_IN: 'false' } },
);

/** Expects no button with this name on a page that has loaded. */
async function expectNoButtons(page: Page, name: RegExp): Promise<void> {
  const offered = page.getByRole('main').getByRole('button', { name });
  expect(await offered.allTextContents()).toEqual([]);
}
