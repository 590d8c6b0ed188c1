import type { ReactNode } from 'react';
import styles from './page-header.module.css';

/** A page's title, in the window's title too, and what belongs beside it. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className={styles.header}>
      <title>{`${title} – Stockroom`}</title>
      <h1>{title}</h1>
      {children}
    </header>
  );
}
