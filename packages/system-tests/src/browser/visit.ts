import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { demoUsers } from './sign-in.ts';

/** Viewports that pages are tested in. */
export const viewports = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;

export const themes = ['light', 'dark'] as const;

/** The user and the browser settings of a visit. */
export interface VisitOptions {
  /** The user who signs in. Default: the administrator. */
  readonly as?: keyof typeof demoUsers | 'anonymous';
  readonly viewport?: keyof typeof viewports;
  readonly theme?: (typeof themes)[number];
}

/** A page in its own browser context, with its errors. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors that the pages logged: exceptions and violations of the content security policy. */
  readonly errors: readonly string[];
}

/** Opens a URL in a new browser context, which shares nothing with others. */
export async function visit(
  browser: Browser,
  url: string,
  { viewport = 'desktop', theme = 'light' }: VisitOptions = {},
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
    // Chromium logs every error response. The page itself shows those that matter.
    const isResponse = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isResponse) errors.push(message.text());
  });
  await page.goto('/');
  return { page, context, errors };
}

/** Waits until the current page shows its heading and none of its content is loading. */
export async function waitUntilLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect
    .poll(() => page.locator('main [aria-busy=true], main [data-loading]').count())
    .toBe(0);
}

/** Axe's violations on the page in its current state, one line per rule and element. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id} at ${target.join(' ')}: ${help}`),
  );
}

/** Saves a screenshot to test-results/screenshots/, for review. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../test-results/screenshots');
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
