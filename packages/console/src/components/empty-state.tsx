import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  readonly title: string;
  /** The next step, in one or two sentences. */
  readonly children: ReactNode;
  /** The button for that step. */
  readonly action?: ReactNode;
  /** Whether it replaces the whole page. Its title is then the page's heading. */
  readonly isPage?: boolean;
}

/** Shown in place of an empty list or a missing page, with the next step. */
export function EmptyState({ title, children, action, isPage = false }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{children}</p>
      {action}
    </div>
  );
}
