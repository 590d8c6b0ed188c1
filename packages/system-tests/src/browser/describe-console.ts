import { describeWith, requirements } from '@stockroom/testing';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Stockroom, startStockroom } from '../stockroom.ts';
import { launchChromium } from './chromium.ts';
import { signIn } from './sign-in.ts';
import { type Visit, type VisitOptions, visit } from './visit.ts';

/** Context of a console test. */
export interface ConsoleTest {
  /** Opens the console in a new browser context and signs in. */
  readonly open: (options?: VisitOptions) => Promise<Page>;
  /** The running services. Only available inside a test. */
  readonly stockroom: Stockroom;
}

/** Options of a group of tests. */
interface ConsoleTestOptions {
  /** Creates the video file of the fake camera. */
  readonly camera?: () => Promise<string>;
  /** Environment variables of the gateway that override the development defaults. */
  readonly gateway?: Readonly<Record<string, string>>;
}

/**
 * A `describe` for tests of the console in a real browser against the real services, which start
 * once per group. A test fails if its pages log an error.
 */
export function describeConsole(
  name: string,
  tests: (console: ConsoleTest) => void,
  { camera, gateway }: ConsoleTestOptions = {},
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
      expect(errors, 'the page logged no errors').toEqual([]);
    });

    tests({
      open: async (options) => {
        if (!browser || !stockroom) throw new Error('open() can only be called inside a test');
        const opened = await visit(browser, stockroom.url, options);
        visits.push(opened);
        const { as = 'administrator' } = options ?? {};
        if (as !== 'anonymous') await signIn(opened.page, as);
        return opened.page;
      },
      get stockroom() {
        if (!stockroom) throw new Error('stockroom is only available inside a test');
        return stockroom;
      },
    });
  });
}

/** The table row with a cell that contains exactly this text. */
export const rowOf = (page: Page, text: string): Locator =>
  page.getByRole('row').filter({ has: page.getByText(text, { exact: true }) });

/** The texts of a row's cells, without its row header. */
export const cellsOf = (row: Locator): Promise<string[]> => row.getByRole('cell').allTextContents();

/** The name of the focused field, or the text of the focused element. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('name') ?? activeElement?.textContent ?? '';
  });

/** Types each code followed by Enter, as a scanner does. */
export async function scan(page: Page, ...codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
  }
}
