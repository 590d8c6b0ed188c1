import { expect, test } from 'vitest';
import { describeConsole } from '../../src/browser/describe-console.ts';

// What the content security policy refuses fails a test, see describeConsole.
describeConsole('the documentation', (at) => {
  test('renders under the same content security policy as the console', async () => {
    const page = await at.open({ as: 'anonymous' });

    await page.goto('/docs');
    await page.getByRole('heading', { name: 'Stockroom' }).first().waitFor();
    const operation = page.getByRole('button', { name: /^get \/api\/v1\/items$/i });
    await operation.click();
    await page.getByRole('button', { name: 'Execute' }).click();

    await page.getByText('urn:stockroom:problem:not-signed-in').first().waitFor();
    expect(await page.locator('style').count()).toBe(0);
  });
});
