import { expect, test } from 'vitest';
import { cameraVideo } from '../../src/browser/camera-video.ts';
import { describeConsole } from '../../src/browser/describe-console.ts';

describeConsole(
  'scanning with a camera',
  (at) => {
    test('a barcode counts as one scan while it stays in view', async () => {
      await at.stockroom.api.createItem({
        body: { sku: 'SEEN', name: 'Seen', barcode: '4006381333931' },
      });
      const page = await at.open({ viewport: 'phone' });
      await page.goto('/scan');
      await page.getByRole('button', { name: 'Use camera' }).click();

      const pending = page.getByRole('region', { name: 'Not recorded yet' });
      await pending.getByText('1 ×').waitFor();
      await page.getByLabel('Location').selectOption('MAIN');
      await page.getByRole('button', { name: 'Stop camera' }).click();
      await pending.getByRole('button', { name: 'Record' }).click();

      await page.getByRole('listitem').filter({ hasText: 'Received 1 × Seen at MAIN' }).waitFor();
      const { stock } = await at.stockroom.api.getItem({ params: { sku: 'SEEN' } });
      expect(stock.onHand).toBe(1);
    });
  },
  { camera: cameraVideo },
);
