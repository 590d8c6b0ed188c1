import { describeWith, requirements } from '@stockroom/testing';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Stockroom, startStockroom } from '../stockroom.ts';
import { launchChromium } from './chromium.ts';
import { signIn } from './sign-in.ts';
import { type Look, type Visit, visit } from './visit.ts';

/** What a test of the console works with. */
export interface ConsoleTest {
  /** Opens the console in a window of its own and signs in there. */
  readonly open: (look?: Look) => Promise<Page>;
  /** The services behind it; there once a test runs. */
  readonly stockroom: Stockroom;
}

/** What a group of tests needs beside the usual. */
interface Surroundings {
  /** Makes the file that pages get for a camera. */
  readonly camera?: () => Promise<string>;
  /** The gateway's variables that differ from those of a developer's machine. */
  readonly gateway?: Readonly<Record<string, string>>;
}

/**
 * A `describe` for tests of the console in a real browser against the real services, which start
 * once for all of them. Fails each test in whose windows something failed unseen.
 */
export function describeConsole(
  name: string,
  tests: (console: ConsoleTest) => void,
  { camera, gateway }: Surroundings = {},
): void {
  describeWith([requirements.chromium], name, () => {
    let stockroom: Stockroom | undefined;
    let browser: Browser | undefined;
    let visits: Visit[] = [];

    beforeAll(async () => {
      stockroom = await startStockroom(gateway && { gateway });
      browser = await launchChromium(await camera?.());
    });

    afterAll(async () => {
      await browser?.close();
      await stockroom?.stop();
    });

    afterEach(async () => {
      const errors = visits.flatMap((each) => each.errors);
      await Promise.all(visits.map(({ context }) => context.close()));
      visits = [];
      expect(errors, 'nothing failed in the page').toEqual([]);
    });

    tests({
      open: async (look) => {
        if (!browser || !stockroom) throw new Error('open() works inside of a test only');
        const opened = await visit(browser, stockroom.url, look);
        visits.push(opened);
        const { as = 'administrator' } = look ?? {};
        if (as !== 'nobody') await signIn(opened.page, as);
        return opened.page;
      },
      get stockroom() {
        if (!stockroom) throw new Error('stockroom is there inside of a test only');
        return stockroom;
      },
    });
  });
}

/** The row of a table that shows this text in a cell of its own. */
export const rowOf = (page: Page, text: string): Locator =>
  page.getByRole('row').filter({ has: page.getByText(text, { exact: true }) });

/** What stands in a row's cells, but for its heading. */
export const cellsOf = (row: Locator): Promise<string[]> => row.getByRole('cell').allTextContents();

/** The name of the field that has the focus, else the text of what has it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('name') ?? activeElement?.textContent ?? '';
  });

/** Does what a scanner does: types each code into the page and ends it with Enter. */
export async function scan(page: Page, ...codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
  }
}
