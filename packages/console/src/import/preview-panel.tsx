import { useMutation } from '@tanstack/react-query';
import { Button } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { Panel } from '../components/panel.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { formatBytes } from '../format.ts';
import { type ColumnUse, columnUse } from './columns.ts';
import { converted, isConvertible } from './convert.ts';
import { FileButton } from './file-button.tsx';
import styles from './import-page.module.css';
import type { Preview } from './preview.ts';

interface PreviewPanelProps {
  readonly file: File;
  readonly preview: Preview;
  /** While it is imported, no other file is taken. */
  readonly isImporting: boolean;
  /** Another file is to be imported instead: chosen, or this one converted. */
  readonly onFile: (file: File) => void;
}

/** The first rows of a file, what becomes of its columns, and why it cannot be imported. */
export function PreviewPanel({ file, preview, isImporting, onFile }: PreviewPanelProps) {
  const { columns, rows, faults } = preview;
  return (
    <Panel title={file.name}>
      <p className={styles.file}>
        {formatBytes(file.size)}
        <FileButton isDisabled={isImporting} onFile={onFile}>
          Choose again
        </FileButton>
      </p>
      {faults.length > 0 && (
        <div className={styles.fault} role="alert">
          <p>
            <strong>This file cannot be imported as it is.</strong>
          </p>
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
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
                  {cells.map((cell, place) => (
                    <td key={place}>{cell}</td>
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

/** A JSON line has an item's own fields; which of them are known, the dry run says. */
const useOf = (name: string, { format }: Preview) => (format === 'csv' ? columnUse(name) : 'read');

const remarks: Record<ColumnUse, string> = {
  read: '',
  'passed over': 'passed over',
  unknown: 'unknown',
};

function ColumnName({ name, use }: { name: string; use: ColumnUse }) {
  return (
    <>
      <code>{name}</code>
      {remarks[use] && (
        <small className={use === 'unknown' ? styles.unknown : styles.passedOver}>
          {remarks[use]}
        </small>
      )}
    </>
  );
}

function ConvertButton({ file, preview, onFile }: Omit<PreviewPanelProps, 'isImporting'>) {
  const conversion = useMutation({
    mutationFn: () => converted(file, preview),
    onSuccess: onFile,
  });
  return (
    <Button disabled={conversion.isPending} onClick={() => conversion.mutate()}>
      {conversion.isPending ? 'Converting…' : 'Convert it here'}
    </Button>
  );
}
