import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  readonly title: string;
  /** What to do. */
  readonly children: ReactNode;
  /** The button that does it. */
  readonly action?: ReactNode;
  /** Whether it stands for the whole page, which then has no other heading. */
  readonly isPage?: boolean;
}

/** Stands where a list would be while there is nothing to list, and says what to do. */
export function EmptyState({ title, children, action, isPage = false }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{children}</p>
      {action}
    </div>
  );
}
