import type { ImportResult } from '@stockroom/client';
import { whatToDo } from '../api/problems.ts';
import { Button, LinkButton } from '../components/button.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { formatQuantity } from '../format.ts';
import { FaultTable } from './error-table.tsx';
import { FileButton } from './file-button.tsx';
import styles from './import-page.module.css';
import { ResultFigures } from './result-figures.tsx';
import type { FileToSend } from './upload-file.ts';
import { SendingProgress } from './upload-progress.tsx';
import { useDryRun, useImport } from './use-import.ts';

interface ImportRunProps {
  readonly id: number;
  readonly sent: FileToSend;
  /** The import went through to its end. */
  readonly onImported: (result: ImportResult) => void;
  /** The file is sent again, with its rows corrected. */
  readonly onCorrected: (file: File) => void;
}

/** Says what importing a file would do, does it, and says what was done. */
export function ImportRun({ id, sent, onImported, onCorrected }: ImportRunProps) {
  const { check, progress: checked } = useDryRun(sent, id);
  const { run, progress, stop } = useImport(sent, onImported);

  if (run.isSuccess) return <Done result={run.data} sent={sent} onCorrected={onCorrected} />;
  return (
    <Panel title="What it would do">
      {check.isFetching && <SendingProgress what="Checking" progress={checked} />}
      {check.isError && !check.isFetching && (
        <ProblemPanel error={check.error} onRetry={check.refetch} />
      )}
      {check.isSuccess && (
        <>
          <ResultFigures result={check.data} />
          <FaultTable result={check.data} fileName={sent.file.name} />
          <div role="alert">
            {run.isError && <p className={styles.fault}>{stoppedBy(run.error)}</p>}
          </div>
          {run.isPending ? (
            <>
              <SendingProgress what="Importing" progress={progress} />
              <Button onClick={stop}>Stop</Button>
            </>
          ) : (
            <p className={styles.actions}>
              <ImportButton result={check.data} onImport={() => run.mutate()} />
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
  if (rows === failed) return <span>There is nothing in it that can be imported.</span>;
  return (
    <Button weight="primary" onClick={onImport}>
      {failed === 0
        ? `Import ${countOf(rows)}`
        : `Import the ${countOf(rows - failed)} that can be`}
    </Button>
  );
}

function Done({
  result,
  sent,
  onCorrected,
}: Pick<ImportRunProps, 'sent' | 'onCorrected'> & { result: ImportResult }) {
  const imported = result.rows - result.failed;
  return (
    <Panel title="What was done">
      <p role="status" className={styles.done}>
        {countOf(imported)} {imported === 1 ? 'is' : 'are'} imported
        {result.failed > 0 && `, ${formatQuantity(result.failed)} could not be`}.
      </p>
      <ResultFigures result={result} />
      <FaultTable result={result} fileName={sent.file.name} />
      {result.failed > 0 && (
        <p className={styles.help}>
          Correct the rows and choose the file again, as a whole or with those rows alone: opening
          stock that is booked is not booked twice.
        </p>
      )}
      <p className={styles.actions}>
        <LinkButton href="/" weight={result.failed === 0 ? 'primary' : 'secondary'}>
          To the items
        </LinkButton>
        {result.failed > 0 && (
          <FileButton onFile={onCorrected}>Choose the corrected file</FileButton>
        )}
      </p>
    </Panel>
  );
}

const countOf = (rows: number) => `${formatQuantity(rows)} ${rows === 1 ? 'row' : 'rows'}`;

const stoppedBy = (error: Error) =>
  error.name === 'AbortError'
    ? 'You stopped it. The rows that were read until then are imported; importing the file again from here books nothing twice.'
    : whatToDo(error);
