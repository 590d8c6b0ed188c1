import styles from './skeleton.module.css';

/** A grey bar in place of text that is loading. */
export function Skeleton({ width = '100%' }: { width?: string }) {
  return (
    <span className={styles.bar} style={{ inlineSize: width }} data-loading aria-hidden="true" />
  );
}

/** Placeholder for a page that is loading. */
export function PageSkeleton() {
  return (
    <div className={styles.page} aria-busy="true">
      <p className="visually-hidden">Loading…</p>
      <Skeleton width="14rem" />
      <Skeleton />
      <Skeleton />
      <Skeleton width="60%" />
    </div>
  );
}
