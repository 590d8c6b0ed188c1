import type { Item } from '@stockroom/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Button } from '../components/button.tsx';
import { Figure, Figures } from '../components/figures.tsx';
import { formatQuantity } from '../format.ts';
import { itemPath } from '../paths.ts';
import { RequireScope } from '../session/require-scope.tsx';
import { LocationStock } from '../stock/location-stock.tsx';
import { itemStockQuery } from '../stock/queries.ts';
import styles from './current-scan.module.css';
import type { ScanSession, ScanState } from './scan-session.ts';

interface CurrentScanProps {
  readonly session: ScanSession;
  readonly state: ScanState;
  readonly onCreate: (code: string) => void;
}

/** The result of the last scan: a pending item, an unknown code, or a looked-up item or location. */
export function CurrentScan({ session, state, onCreate }: CurrentScanProps) {
  const { pending, unknown, found } = state;
  return (
    <>
      {unknown !== undefined && (
        <section className={`${styles.card} ${styles.unknown}`} aria-label="Unknown code">
          <p>
            Unknown code: <code>{unknown}</code>
          </p>
          <span className={styles.buttons}>
            <RequireScope scope="inventory:write">
              <Button onClick={() => onCreate(unknown)}>Create item</Button>
            </RequireScope>
            <Button weight="quiet" onClick={() => session.discard()}>
              Ignore
            </Button>
          </span>
        </section>
      )}
      {pending && (
        <section className={styles.card} aria-label="Not recorded yet">
          <p className={styles.quantity}>{formatQuantity(pending.quantity)} ×</p>
          <p className={styles.name}>
            {pending.item.name} <code>{pending.item.sku}</code>
          </p>
          <span className={styles.buttons}>
            <Button weight="primary" onClick={() => void session.enter({ kind: 'code', code: '' })}>
              Record
            </Button>
            <Button weight="quiet" onClick={() => session.discard()}>
              Discard
            </Button>
          </span>
        </section>
      )}
      {found?.kind === 'item' && <FoundItem item={found.item} />}
      {found?.kind === 'location' && (
        <section className={styles.card} aria-label="Found location">
          <p className={styles.name}>
            {found.location.name} <code>{found.location.code}</code>
          </p>
          {found.location.parent && <p>in {found.location.parent}</p>}
        </section>
      )}
    </>
  );
}

function FoundItem({ item }: { item: Item }) {
  const stock = useQuery(itemStockQuery(item.sku));
  return (
    <section aria-label="Found item">
      <h2 className={styles.found}>
        <Link href={itemPath(item.sku)}>{item.name}</Link> <code>{item.sku}</code>
      </h2>
      <Figures>
        <Figure name="On hand" value={formatQuantity(item.stock.onHand)} unit={item.unit} />
        <Figure name="Reserved" value={formatQuantity(item.stock.reserved)} />
        <Figure name="Available" value={formatQuantity(item.stock.available)} />
      </Figures>
      <LocationStock stock={stock} />
    </section>
  );
}
