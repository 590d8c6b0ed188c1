import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { cellsOf, describeConsole, focused, rowOf } from '../../src/browser/describe-console.ts';

describeConsole('items in the console', (at) => {
  test('are listed with their stock', async () => {
    const page = await at.open();

    await rowOf(page, 'BELL-BRASS').waitFor();

    expect(await cellsOf(rowOf(page, 'BELL-BRASS'))).toEqual([
      'BELL-BRASS',
      'Accessories',
      '72',
      '72',
      'In stock',
      '€14.90',
      'Receive',
    ]);
    expect(await cellsOf(rowOf(page, 'GREASE-100'))).toContain('Low, order 24');
  });

  test('load with less than 150 kB, without the code of other pages', async () => {
    const page = await at.open();
    await rowOf(page, 'BELL-BRASS').waitFor();
    const loaded = await page.evaluate(() =>
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .map((entry) => entry as PerformanceResourceTiming)
        .filter(({ name }) => !new URL(name).pathname.startsWith('/api/'))
        .map(({ name, encodedBodySize }) => ({ name, bytes: encodedBodySize })),
    );
    const bytes = loaded.reduce((sum, file) => sum + file.bytes, 0);
    expect(bytes, JSON.stringify(loaded)).toBeLessThan(150_000);
    expect(bytes, 'includes the console itself').toBeGreaterThan(50_000);
  });

  test('are created, with validation errors at their fields', async () => {
    const page = await at.open();
    await page.getByRole('button', { name: 'New item' }).click();
    const dialog = page.getByRole('dialog', { name: 'New item' });

    await dialog.getByRole('button', { name: 'Create item' }).click();
    await dialog.getByText('SKU is required').waitFor();
    await dialog.getByText('Name is required').waitFor();

    await dialog.getByLabel('SKU').fill('BELL-BRASS');
    await dialog.getByLabel('Name').fill('Another bell');
    await dialog.getByLabel('Price').fill('twelve');
    await dialog.getByRole('button', { name: 'Create item' }).click();
    await dialog.getByText('“twelve” is not a valid amount in EUR').waitFor();

    await dialog.getByLabel('Price').fill('12.50');
    await dialog.getByRole('button', { name: 'Create item' }).click();
    await dialog.getByText('An item "BELL-BRASS" already exists').waitFor();
    expect(await focused(page)).toBe('sku');

    await dialog.getByLabel('SKU').fill('BELL-STEEL');
    await dialog.getByRole('button', { name: 'Create item' }).click();
    await page.getByRole('heading', { name: 'Another bell' }).waitFor();

    expect(await at.stockroom.api.getItem({ params: { sku: 'BELL-STEEL' } })).toMatchObject({
      name: 'Another bell',
      price: { amount: 1250, currency: 'EUR' },
    });
  });

  test('are searched as the user types, and the search is kept in the URL', async () => {
    const page = await at.open();
    await page.getByRole('searchbox').fill('helmet');
    await rowOf(page, 'BELL-BRASS').waitFor({ state: 'detached' });
    await rowOf(page, 'HELMET-M').waitFor();
    await page.waitForURL(/\?search=helmet$/);

    await page.reload();
    await rowOf(page, 'HELMET-M').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('helmet');

    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByRole('button', { name: 'Show all items' }).click();
    await rowOf(page, 'BELL-BRASS').waitFor();
  });

  test('are filtered and sorted, and the Back button keeps both', async () => {
    const page = await at.open();
    await rowOf(page, 'TUBE-28-P').getByRole('button', { name: 'Wheels' }).click();
    await rowOf(page, 'BELL-BRASS').waitFor({ state: 'detached' });
    await page.getByLabel('sorted by').selectOption('-name');
    await page.waitForURL(/category=Wheels&sort=-name/);
    await expect
      .poll(() => page.getByRole('rowheader').allTextContents())
      .toEqual([
        expect.stringContaining('Touring tyre'),
        expect.stringContaining('Spoke'),
        expect.stringContaining('Inner tube'),
      ]);

    await page.getByRole('link', { name: 'Spoke 262 mm' }).click();
    await page.getByRole('heading', { name: 'Spoke 262 mm' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Category Wheels: show all categories' }).click();
    await page.waitForURL(/\?sort=-name$/);

    const category = page.getByPlaceholder('all categories');
    await category.pressSequentially('Tools');
    await page.keyboard.press('Enter');
    await page.waitForURL(/category=Tools/);
    await rowOf(page, 'PUMP-FLOOR').waitFor();
    await page.getByRole('button', { name: /^Category Tools/ }).click();
    await rowOf(page, 'BELL-BRASS').waitFor();
    expect(
      await page
        .locator('datalist option')
        .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value)),
    ).toContain('Wheels');
  });

  test('are all listed, while only a few rows are rendered', async () => {
    const page = await at.open();
    const numbers = Array.from({ length: 350 }, (_, index) => String(index).padStart(4, '0'));
    for (const number of numbers) {
      await at.stockroom.api.createItem({
        body: { sku: `MANY-${number}`, name: `Washer ${number}`, category: 'Many' },
      });
    }
    await page.goto('/?category=Many');
    await rowOf(page, 'MANY-0000').waitFor();

    // Scrolls again after each loaded page: the last row is only rendered near the screen.
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 4_000);
          return rowOf(page, 'MANY-0349').isVisible();
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    await page.getByText('350 items').waitFor();

    expect(await page.getByRole('row').count()).toBeLessThan(80);
  });

  test('are edited; a concurrent change by another user is shown and kept', async () => {
    const { api } = at.stockroom;
    await api.createItem({ body: { sku: 'EDITED', name: 'Lamp', reorderPoint: 5 } });
    const page = await at.open();
    await page.goto('/items/EDITED');
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit item' });
    await dialog.getByLabel('Name').fill('Front lamp');

    await api.updateItem({ params: { sku: 'EDITED' }, body: { reorderPoint: 8 } });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Another user changed this item').waitFor();
    await dialog.getByRole('listitem').filter({ hasText: 'Reorder point to 8' }).waitFor();
    await dialog.getByRole('button', { name: 'Save my changes' }).click();

    await page.getByRole('heading', { name: 'Front lamp' }).waitFor();
    expect(await api.getItem({ params: { sku: 'EDITED' } })).toMatchObject({
      name: 'Front lamp',
      reorderPoint: 8,
    });
  });

  test('are tagged, and a tag links to all items that have it', async () => {
    const { api } = at.stockroom;
    await api.createItem({ body: { sku: 'TAGGED', name: 'Reflector', tags: ['night'] } });
    await api.createItem({ body: { sku: 'TAGGED-TOO', name: 'Vest', tags: ['night'] } });
    const page = await at.open();
    await page.goto('/items/TAGGED');
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit item' });
    await dialog.getByLabel('Tags').fill('night, safety ,, night');
    await dialog.getByRole('button', { name: 'Save' }).click();

    const tags = page.getByRole('list', { name: 'Tags' });
    await tags.getByText('safety').waitFor();
    expect((await api.getItem({ params: { sku: 'TAGGED' } })).tags).toEqual(['night', 'safety']);
    await tags.getByRole('link', { name: 'night' }).click();
    await rowOf(page, 'TAGGED-TOO').waitFor();
  });

  test('have custom attributes, each of which is changed separately', async () => {
    const { api } = at.stockroom;
    const page = await at.open();
    await page.getByRole('button', { name: 'New item' }).click();
    const create = page.getByRole('dialog', { name: 'New item' });
    await create.getByLabel('SKU').fill('ATTRIBUTED');
    await create.getByLabel('Name').first().fill('Rim tape');
    await fillAttribute(create, 1, 'Colour', 'Text', 'yellow');
    await fillAttribute(create, 2, 'Width mm', 'Number', 'wide');
    await create.getByRole('button', { name: 'Create item' }).click();
    await create.getByText('“wide” is not a number.').waitFor();
    await create.getByRole('group', { name: 'Attribute 2' }).getByLabel('Value').fill('18.5');
    await create.getByRole('button', { name: 'Create item' }).click();
    await page.getByRole('heading', { name: 'Rim tape' }).waitFor();
    await page.getByText('18.5', { exact: true }).waitFor();

    const item = { params: { sku: 'ATTRIBUTED' } };
    expect((await api.getItem(item)).attributes).toEqual({ Colour: 'yellow', 'Width mm': 18.5 });

    await page.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit item' });
    await edit.getByRole('button', { name: 'Remove attribute Colour' }).click();
    await fillAttribute(edit, 2, 'Adhesive', 'Yes or no');
    await edit.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Adhesive').waitFor();
    expect((await api.getItem(item)).attributes).toEqual({ 'Width mm': 18.5, Adhesive: true });
  });

  test('are archived and restored', async () => {
    await at.stockroom.api.createItem({ body: { sku: 'OLD', name: 'Dynamo' } });
    const page = await at.open();
    await page.goto('/items/OLD');

    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByText('Dynamo was archived').waitFor();
    await page.goto('/?archived=true');
    await rowOf(page, 'OLD').getByRole('link').click();

    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('button', { name: 'Receive' }).waitFor();
  });
});

/** Adds an attribute row to a form and fills it in. */
async function fillAttribute(
  form: Locator,
  number: number,
  name: string,
  type: string,
  value?: string,
): Promise<void> {
  await form.getByRole('button', { name: 'Add attribute' }).click();
  const row = form.getByRole('group', { name: `Attribute ${number}` });
  await row.getByLabel('Name').fill(name);
  await row.getByLabel('Type').selectOption(type);
  if (value !== undefined) await row.getByLabel('Value').fill(value);
}
