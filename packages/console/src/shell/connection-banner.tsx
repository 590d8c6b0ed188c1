import { useIsReachable } from '../api/reachability.ts';
import styles from './connection-banner.module.css';

/** Shown while the server cannot be reached. Disappears when it can be reached again. */
export function ConnectionBanner() {
  const isReachable = useIsReachable();
  return (
    <div role="status">
      {!isReachable && (
        <p className={styles.banner}>
          <span className={styles.pulse} aria-hidden="true" />
          <span>
            <strong>Stockroom cannot be reached.</strong> This page may be out of date. It
            reconnects automatically; you don't need to reload.
          </span>
        </p>
      )}
    </div>
  );
}
