import type { ReactNode } from 'react';
import button from '../components/button.module.css';
import styles from './file-button.module.css';

interface FileButtonProps {
  readonly onFile: (file: File) => void;
  readonly weight?: 'primary' | 'secondary';
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}

/** A button that opens a file picker for CSV and JSON Lines files. */
export function FileButton({
  onFile,
  weight = 'secondary',
  isDisabled = false,
  children,
}: FileButtonProps) {
  return (
    <label className={`${button.button} ${button[weight]} ${styles.label}`}>
      {children}
      <input
        type="file"
        className="visually-hidden"
        disabled={isDisabled}
        accept=".csv,.ndjson,.jsonl,text/csv,application/x-ndjson"
        onChange={({ target }) => {
          const file = target.files?.[0];
          // Resets the input, so that the same file can be chosen again after a correction.
          target.value = '';
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
