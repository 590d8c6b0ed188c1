import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import styles from './data-table.module.css';

interface TableScrollerProps {
  /** Accessible name, used when the table can be scrolled by keyboard. */
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Scrolls a wide table sideways, also by keyboard. */
export function TableScroller({ label, className = '', children }: TableScrollerProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [isWider, setWider] = useState(false);

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => setWider(element.scrollWidth > element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  });

  return (
    <div
      ref={frame}
      className={`${styles.scroller} ${className}`}
      {...(isWider && { role: 'group', tabIndex: 0, 'aria-label': label })}
    >
      {children}
    </div>
  );
}
