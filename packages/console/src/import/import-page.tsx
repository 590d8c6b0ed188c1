import { useState } from 'react';
import { errorMessage } from '../api/problems.ts';
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

/** The selected file, with its preview or the error from reading it. */
interface SelectedFile {
  /** Unique per selection, even if the same file is selected again. */
  readonly id: number;
  readonly file: File;
  readonly result: { readonly preview: Preview } | { readonly error: unknown };
}

/** Imports items from a file: preview, dry run, import. */
export default function ImportPage() {
  const [selected, setSelected] = useState<SelectedFile>();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const { isImporting, isImportingNow } = useIsImporting();

  const select = async (file: File) => {
    const result = await previewOf(file).then(
      (preview) => ({ preview }),
      (error: unknown) => ({ error }),
    );
    // Selecting another file would abort a running import.
    if (isImportingNow()) return;
    setSelected((previous) => ({ id: (previous?.id ?? 0) + 1, file, result }));
  };
  const reset = () => {
    setSelected(undefined);
    setKey(crypto.randomUUID());
  };
  const isDraggedOver = useFileDrop(select);

  return (
    <div className={isDraggedOver && !isImporting ? styles.draggedOver : undefined}>
      <PageHeader>
        {selected && (
          <Button disabled={isImporting} onClick={reset}>
            Import another file
          </Button>
        )}
      </PageHeader>
      {!selected && (
        <>
          <div className={styles.drop}>
            <FileButton weight="primary" onFile={select}>
              Choose a file
            </FileButton>
            <p>or drop it anywhere on this page. You can review the changes before you import.</p>
          </div>
          <FormatHelp />
        </>
      )}
      {selected && 'error' in selected.result && (
        <p className={styles.error} role="alert">
          {selected.file.name} cannot be read. {readErrorMessage(selected.result.error)}
        </p>
      )}
      {selected && 'preview' in selected.result && (
        <>
          <PreviewPanel
            file={selected.file}
            preview={selected.result.preview}
            isImporting={isImporting}
            onFile={select}
          />
          {selected.result.preview.errors.length > 0 ? (
            <FormatHelp />
          ) : (
            <ImportRun
              key={selected.id}
              id={selected.id}
              source={{ file: selected.file, format: selected.result.preview.format, key }}
              onImported={({ failed }) => {
                // After an import without errors, the next file is a new one, not a correction.
                if (failed === 0) setKey(crypto.randomUUID());
              }}
              onCorrected={select}
            />
          )}
        </>
      )}
    </div>
  );
}

/** The browser's own message if it cannot open the file: it was deleted, or is a folder. */
const readErrorMessage = (error: unknown) =>
  error instanceof DOMException ? `${error.message} Choose the file again.` : errorMessage(error);
