import { useId } from 'react';
import { formatBytes } from '../format.ts';
import type { Sent } from './fetch-with-progress.ts';
import styles from './import-page.module.css';

interface SendingProgressProps {
  /** "Importing". */
  readonly what: string;
  readonly progress: Sent | undefined;
}

/**
 * How much of a file is sent. The inventory reads it as it comes, so that is how far it is, but for
 * the last rows: when everything is sent only the answer tells, and the bar has no end until then.
 */
export function SendingProgress({ what, progress }: SendingProgressProps) {
  const id = useId();
  const isSending = progress !== undefined && progress.bytes < progress.of;
  return (
    <div className={styles.progress}>
      <label htmlFor={id}>
        {isSending
          ? `${what}: ${formatBytes(progress.bytes)} of ${formatBytes(progress.of)} sent`
          : `${what}…`}
      </label>
      <progress id={id} {...(isSending && { value: progress.bytes, max: progress.of })} />
    </div>
  );
}
