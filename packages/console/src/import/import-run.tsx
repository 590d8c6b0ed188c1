import type { ImportResult } from '@stockroom/client';
import { errorMessage } from '../api/problems.ts';
import { Button, LinkButton } from '../components/button.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { formatQuantity } from '../format.ts';
import { paths } from '../paths.ts';
import { ErrorTable } from './error-table.tsx';
import { FileButton } from './file-button.tsx';
import styles from './import-page.module.css';
import { ResultFigures } from './result-figures.tsx';
import type { ImportSource } from './upload-file.ts';
import { UploadProgress } from './upload-progress.tsx';
import { useDryRun, useImport } from './use-import.ts';

interface ImportRunProps {
  readonly id: number;
  readonly source: ImportSource;
  /** Called when the import has completed. */
  readonly onImported: (result: ImportResult) => void;
  /** Called with the corrected file. */
  readonly onCorrected: (file: File) => void;
}

/** Shows the result of a dry run, runs the import, and shows its result. */
export function ImportRun({ id, source, onImported, onCorrected }: ImportRunProps) {
  const { check, progress: checkProgress } = useDryRun(source, id);
  const { mutation, progress, stop } = useImport(source, onImported);

  if (mutation.isSuccess) {
    return <ImportReport result={mutation.data} source={source} onCorrected={onCorrected} />;
  }
  return (
    <Panel title="Import preview">
      {check.isFetching && <UploadProgress label="Checking" progress={checkProgress} />}
      {check.isError && !check.isFetching && (
        <ProblemPanel error={check.error} onRetry={check.refetch} />
      )}
      {check.isSuccess && (
        <>
          <ResultFigures result={check.data} />
          <ErrorTable result={check.data} fileName={source.file.name} />
          <div role="alert">
            {mutation.isError && (
              <p className={styles.error}>{importErrorMessage(mutation.error)}</p>
            )}
          </div>
          {mutation.isPending ? (
            <>
              <UploadProgress label="Importing" progress={progress} />
              <Button onClick={stop}>Stop</Button>
            </>
          ) : (
            <p className={styles.actions}>
              <ImportButton result={check.data} onImport={() => mutation.mutate()} />
              {check.data.failed > 0 && (
                <FileButton onFile={onCorrected}>Choose the corrected file</FileButton>
              )}
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

function ImportButton({ result, onImport }: { result: ImportResult; onImport: () => void }) {
  const { rows, failed } = result;
  if (rows === failed) return <span>This file has no rows that can be imported.</span>;
  return (
    <Button weight="primary" onClick={onImport}>
      {failed === 0
        ? `Import ${countRows(rows)}`
        : `Import ${countRows(rows - failed)} without errors`}
    </Button>
  );
}

function ImportReport({
  result,
  source,
  onCorrected,
}: Pick<ImportRunProps, 'source' | 'onCorrected'> & { result: ImportResult }) {
  return (
    <Panel title="Import result">
      <p role="status" className={styles.done}>
        {countRows(result.rows - result.failed)} imported
        {result.failed > 0 && `, ${formatQuantity(result.failed)} failed`}.
      </p>
      <ResultFigures result={result} />
      <ErrorTable result={result} fileName={source.file.name} />
      {result.failed > 0 && (
        <p className={styles.help}>
          Correct the rows and choose the file again, with all rows or only the corrected ones.
          Opening stock that is already recorded is not recorded again.
        </p>
      )}
      <p className={styles.actions}>
        <LinkButton href={paths.items} weight={result.failed === 0 ? 'primary' : 'secondary'}>
          Go to items
        </LinkButton>
        {result.failed > 0 && (
          <FileButton onFile={onCorrected}>Choose the corrected file</FileButton>
        )}
      </p>
    </Panel>
  );
}

const countRows = (rows: number) => `${formatQuantity(rows)} ${rows === 1 ? 'row' : 'rows'}`;

const importErrorMessage = (error: Error) =>
  error.name === 'AbortError'
    ? 'Import stopped. The rows processed so far were imported. You can import the file again from here: nothing is recorded twice.'
    : errorMessage(error);
