import { errorMessage } from '../api/problems.ts';
import { Button } from './button.tsx';
import styles from './problem-panel.module.css';

/** Shown in place of content that failed to load: the error and a retry button. */
export function ProblemPanel({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className={styles.panel} role="alert">
      <p>{errorMessage(error)}</p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}
