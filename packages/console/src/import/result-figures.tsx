import type { ImportResult } from '@stockroom/client';
import { Figure, Figures } from '../components/figures.tsx';
import { formatQuantity } from '../format.ts';

/** Number of rows by outcome. */
export function ResultFigures({ result }: { result: ImportResult }) {
  const { rows, created, updated, unchanged, failed, dryRun } = result;
  return (
    <Figures>
      <Figure name="Rows" value={formatQuantity(rows)} />
      <Figure name={dryRun ? 'New items' : 'Created'} value={formatQuantity(created)} />
      <Figure name={dryRun ? 'Updated items' : 'Updated'} value={formatQuantity(updated)} />
      <Figure name="Unchanged" value={formatQuantity(unchanged)} />
      <Figure name={dryRun ? 'With errors' : 'Failed'} value={formatQuantity(failed)} />
    </Figures>
  );
}
