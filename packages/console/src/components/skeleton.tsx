import styles from './skeleton.module.css';

/** A grey bar in the place of text that is still being read. */
export function Skeleton({ width = '100%' }: { width?: string }) {
  return <span className={styles.bar} style={{ inlineSize: width }} aria-hidden="true" />;
}

/** A page that is still being read. */
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
