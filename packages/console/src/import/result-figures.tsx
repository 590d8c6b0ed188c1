import type { ImportResult } from '@stockroom/client';
import { Figure, Figures } from '../components/figures.tsx';
import { formatQuantity } from '../format.ts';

/** How many rows came to what. */
export function ResultFigures({ result }: { result: ImportResult }) {
  const { rows, created, updated, unchanged, failed, dryRun } = result;
  return (
    <Figures>
      <Figure name="Rows" value={formatQuantity(rows)} />
      <Figure name={dryRun ? 'New items' : 'Created'} value={formatQuantity(created)} />
      <Figure name={dryRun ? 'Changed items' : 'Changed'} value={formatQuantity(updated)} />
      <Figure name="As they are" value={formatQuantity(unchanged)} />
      <Figure name="Wrong" value={formatQuantity(failed)} />
    </Figures>
  );
}
