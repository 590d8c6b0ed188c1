import { useState } from 'react';
import { whatToDo } from '../api/problems.ts';
import { Button } from '../components/button.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { FileButton } from './file-button.tsx';
import { FormatHelp } from './format-help.tsx';
import styles from './import-page.module.css';
import { ImportRun } from './import-run.tsx';
import { type Preview, previewOf } from './preview.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { useFileDrop } from './use-file-drop.ts';
import { useIsImporting } from './use-import.ts';

/** A file that a person chose, as far as it was read. */
interface Chosen {
  /** Tells one choice from the next, also of the same file. */
  readonly id: number;
  readonly file: File;
  readonly read: { readonly preview: Preview } | { readonly error: unknown };
}

/** Brings items in from a file: look at it, be told what it would do, then import it. */
export default function ImportPage() {
  const [chosen, setChosen] = useState<Chosen>();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const { isImporting, isImportingNow } = useIsImporting();

  const choose = async (file: File) => {
    const read = await previewOf(file).then(
      (preview) => ({ preview }),
      (error: unknown) => ({ error }),
    );
    // Another file would end the import.
    if (isImportingNow()) return;
    setChosen((before) => ({ id: (before?.id ?? 0) + 1, file, read }));
  };
  const startAgain = () => {
    setChosen(undefined);
    setKey(crypto.randomUUID());
  };
  const isOver = useFileDrop(choose);

  return (
    <div className={isOver && !isImporting ? styles.over : undefined}>
      <PageHeader title="Import items">
        {chosen && (
          <Button disabled={isImporting} onClick={startAgain}>
            Import another file
          </Button>
        )}
      </PageHeader>
      {!chosen && (
        <>
          <div className={styles.drop}>
            <FileButton weight="primary" onFile={choose}>
              Choose a file
            </FileButton>
            <p>
              or drop it anywhere on this page. Nothing is changed before you have seen what would
              be.
            </p>
          </div>
          <FormatHelp />
        </>
      )}
      {chosen && 'error' in chosen.read && (
        <p className={styles.fault} role="alert">
          {chosen.file.name} cannot be read: {unreadable(chosen.read.error)}
        </p>
      )}
      {chosen && 'preview' in chosen.read && (
        <>
          <PreviewPanel
            file={chosen.file}
            preview={chosen.read.preview}
            isImporting={isImporting}
            onFile={choose}
          />
          {chosen.read.preview.faults.length > 0 ? (
            <FormatHelp />
          ) : (
            <ImportRun
              key={chosen.id}
              id={chosen.id}
              sent={{ file: chosen.file, format: chosen.read.preview.format, key }}
              onImported={({ failed }) => {
                // What comes after a whole file is another one, not this one corrected.
                if (failed === 0) setKey(crypto.randomUUID());
              }}
              onCorrected={choose}
            />
          )}
        </>
      )}
    </div>
  );
}

/** The browser's own words where it could not open the file: it is gone, or a folder. */
const unreadable = (error: unknown) =>
  error instanceof DOMException ? `${error.message} Choose it again.` : whatToDo(error);
