import { createContext, type ReactNode, use } from 'react';
import styles from './page-header.module.css';

/** The current page's title, as in the table of pages. */
export const PageTitle = createContext('');

/** Sets the window's title; the current page's own by default. */
export function WindowTitle({ title }: { title?: string | undefined }) {
  return <title>{`${title ?? use(PageTitle)} – Stockroom`}</title>;
}

interface PageHeaderProps {
  /** Default: the page's title in the table of pages. */
  readonly title?: string;
  /** Actions beside the title. */
  readonly children?: ReactNode;
}

/** A page's heading with its actions. Sets the window's title. */
export function PageHeader({ title, children }: PageHeaderProps) {
  const heading = title ?? use(PageTitle);
  return (
    <header className={styles.header}>
      <WindowTitle title={title} />
      <h1>{heading}</h1>
      {children}
    </header>
  );
}
