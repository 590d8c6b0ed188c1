import { useMutation } from '@tanstack/react-query';
import { Button } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { Panel } from '../components/panel.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { formatBytes } from '../format.ts';
import { type ColumnUse, columnUse } from './columns.ts';
import { convertFile, isConvertible } from './convert.ts';
import { FileButton } from './file-button.tsx';
import styles from './import-page.module.css';
import type { Preview } from './preview.ts';

interface PreviewPanelProps {
  readonly file: File;
  readonly preview: Preview;
  /** Whether an import is running. Another file cannot be chosen then. */
  readonly isImporting: boolean;
  /** Called with the file to import instead: another one, or this one converted. */
  readonly onFile: (file: File) => void;
}

/** Shows the first rows of a file, how its columns are used, and why it cannot be imported. */
export function PreviewPanel({ file, preview, isImporting, onFile }: PreviewPanelProps) {
  const { columns, rows, errors } = preview;
  return (
    <Panel title={file.name}>
      <p className={styles.file}>
        {formatBytes(file.size)}
        <FileButton isDisabled={isImporting} onFile={onFile}>
          Replace file
        </FileButton>
      </p>
      {errors.length > 0 && (
        <div className={styles.error} role="alert">
          <p>
            <strong>This file cannot be imported.</strong>
          </p>
          <ul>
            {errors.map((error) => (
              <li key={error}>{error}</li>
            ))}
          </ul>
          {isConvertible(preview) && (
            <ConvertButton file={file} preview={preview} onFile={onFile} />
          )}
        </div>
      )}
      {rows.length > 0 && (
        <TableScroller label="First rows" className={styles.preview}>
          <table className={table.table} aria-label="First rows">
            <thead>
              <tr>
                {columns.map((name, index) => (
                  <th key={index} scope="col">
                    <ColumnName name={name} use={useOf(name, preview)} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((cells, index) => (
                <tr key={index}>
                  {cells.map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroller>
      )}
    </Panel>
  );
}

/** JSON Lines have the API's field names, which the dry run checks. */
const useOf = (name: string, { format }: Preview) =>
  format === 'csv' ? columnUse(name) : 'imported';

function ColumnName({ name, use }: { name: string; use: ColumnUse }) {
  return (
    <>
      <code>{name}</code>
      {use !== 'imported' && (
        <small className={use === 'unknown' ? styles.unknown : styles.ignored}>{use}</small>
      )}
    </>
  );
}

function ConvertButton({ file, preview, onFile }: Omit<PreviewPanelProps, 'isImporting'>) {
  const conversion = useMutation({
    mutationFn: () => convertFile(file, preview),
    onSuccess: onFile,
  });
  return (
    <Button disabled={conversion.isPending} onClick={() => conversion.mutate()}>
      {conversion.isPending ? 'Converting…' : 'Convert file'}
    </Button>
  );
}
