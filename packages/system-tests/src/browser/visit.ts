import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { people } from './sign-in.ts';

/** The widths that pages are looked at in. */
export const viewports = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;

export const themes = ['light', 'dark'] as const;

/** Who looks at the pages, and how. */
export interface Look {
  /** Who signs in; the administrator without it. */
  readonly as?: keyof typeof people | 'nobody';
  readonly viewport?: keyof typeof viewports;
  readonly theme?: (typeof themes)[number];
}

/** A browser window of its own, with what went wrong in it. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the pages logged as errors: exceptions, and what the content security policy refused. */
  readonly errors: readonly string[];
}

/** Opens a window at the address. Nothing is shared with other windows. */
export async function visit(
  browser: Browser,
  url: string,
  { viewport = 'desktop', theme = 'light' }: Look = {},
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: viewports[viewport],
    colorScheme: theme,
    locale: 'en-GB',
    isMobile: viewport === 'phone',
    hasTouch: viewport === 'phone',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    // Chromium logs every refused request itself; the page says what it makes of it.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) errors.push(message.text());
  });
  await page.goto('/');
  return { page, context, errors };
}

/** What axe finds wrong with the page as it is now: one line per rule and place. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id} at ${target.join(' ')}: ${help}`),
  );
}

/** Keeps a picture of the page in test-results/screenshots/, to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../test-results/screenshots');
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
