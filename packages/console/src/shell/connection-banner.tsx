import { useIsReachable } from '../api/reachability.ts';
import styles from './connection-banner.module.css';

/** Says so while the server cannot be reached; goes away by itself when it can again. */
export function ConnectionBanner() {
  const isReachable = useIsReachable();
  return (
    <div role="status">
      {!isReachable && (
        <p className={styles.banner}>
          <span className={styles.pulse} aria-hidden="true" />
          <span>
            <strong>Stockroom cannot be reached.</strong> What you see may be out of date. Trying
            again until it answers; there is no need to reload.
          </span>
        </p>
      )}
    </div>
  );
}
