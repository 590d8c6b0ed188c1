import type { ReactNode } from 'react';
import styles from './figures.module.css';

/** Key figures in a row. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className={styles.figures}>{children}</dl>;
}

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  /** Small text after the value. */
  readonly unit?: string | undefined;
}

/** One key figure with its name. */
export function Figure({ name, value, unit }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value} {unit && <small>{unit}</small>}
      </dd>
    </div>
  );
}
