import { whatToDo } from '../api/problems.ts';
import { Button } from './button.tsx';
import styles from './problem-panel.module.css';

/** Stands where content would be that could not be had: why, and the way to try again. */
export function ProblemPanel({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className={styles.panel} role="alert">
      <p>{whatToDo(error)}</p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}
