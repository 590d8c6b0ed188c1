import type { Page } from 'playwright-core';

/** Whom the development issuer knows: who may do everything, keep stock, or only look. */
export const people = {
  administrator: 'Ada Administrator',
  stockKeeper: 'Stan Stockkeeper',
  viewer: 'Vera Viewer',
} as const;

/** Clicks through the sign-in page and the issuer, until the console is back. */
export async function signIn(page: Page, as: keyof typeof people): Promise<void> {
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await chooseAtIssuer(page, as);
  await page.getByRole('button', { name: people[as] }).waitFor();
}

/** Clicks a person at the issuer, who then is signed in. */
export const chooseAtIssuer = (page: Page, as: keyof typeof people): Promise<void> =>
  page.getByRole('button', { name: people[as] }).click();
