import { useId } from 'react';
import { formatBytes } from '../format.ts';
import type { Progress } from './fetch-with-progress.ts';
import styles from './import-page.module.css';

interface UploadProgressProps {
  /** "Importing". */
  readonly label: string;
  readonly progress: Progress | undefined;
}

/**
 * Progress of an import. The server processes the file while it is uploaded, so the uploaded bytes
 * show how far it is. After the last byte the bar is indeterminate until the response arrives.
 */
export function UploadProgress({ label, progress }: UploadProgressProps) {
  const id = useId();
  const isUploading = progress !== undefined && progress.sent < progress.total;
  return (
    <div className={styles.progress}>
      <label htmlFor={id}>
        {isUploading
          ? `${label}: ${formatBytes(progress.sent)} of ${formatBytes(progress.total)} uploaded`
          : `${label}…`}
      </label>
      <progress id={id} {...(isUploading && { value: progress.sent, max: progress.total })} />
    </div>
  );
}
