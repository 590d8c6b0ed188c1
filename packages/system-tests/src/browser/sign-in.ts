import type { Page } from 'playwright-core';

/** Demo users of the development issuer, by role: full access, read and write, read-only. */
export const demoUsers = {
  administrator: 'Ada Administrator',
  stockKeeper: 'Stan Stockkeeper',
  viewer: 'Vera Viewer',
} as const;

/** Signs in through the sign-in page and the issuer, and waits for the console. */
export async function signIn(page: Page, as: keyof typeof demoUsers): Promise<void> {
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await chooseAtIssuer(page, as);
  await page.getByRole('button', { name: demoUsers[as] }).waitFor();
}

/** Selects a user at the issuer, which signs them in. */
export const chooseAtIssuer = (page: Page, as: keyof typeof demoUsers): Promise<void> =>
  page.getByRole('button', { name: demoUsers[as] }).click();
