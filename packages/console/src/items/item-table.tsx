import type { Item } from '@stockroom/client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Button } from '../components/button.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { formatMoney, formatQuantity } from '../format.ts';
import { itemPath } from '../paths.ts';
import { RequireScope } from '../session/require-scope.tsx';
import { StockStatus } from '../stock/stock-status.tsx';
import styles from './item-table.module.css';
import type { RowRange } from './use-refetch-visible-pages.ts';

interface ItemTableProps {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly moreError: unknown;
  /** Whether these items match the previous filters, while the new ones are loading. */
  readonly isOutdated: boolean;
  readonly onLoadMore: () => void;
  readonly onVisible: (rows: RowRange) => void;
  readonly onCategory: (category: string) => void;
  readonly onReceive: (item: Item) => void;
}

const estimatedRowHeight = 45;
/** The next page is loaded when fewer rows than this are left below the screen. */
const rowsAhead = 30;

/** Table of items. Only the rows near the screen are rendered. */
export function ItemTable({ items, onVisible, ...list }: ItemTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [bodyTop, setBodyTop] = useState(0);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => estimatedRowHeight,
    getItemKey: (index) => items[index]?.sku ?? index,
    overscan: 12,
    scrollMargin: bodyTop,
  });
  const rendered = rows.getVirtualItems();
  const first = rendered[0];
  const last = rendered.at(-1);
  const lastIndex = last?.index ?? 0;
  const isNearEnd = lastIndex >= items.length - rowsAhead;
  const { hasMore, isLoadingMore, moreError, onLoadMore } = list;

  useLayoutEffect(() => {
    if (body.current) setBodyTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, []);

  useEffect(() => {
    onVisible({ first: first?.index ?? 0, last: lastIndex });
  }, [onVisible, first?.index, lastIndex]);

  useEffect(() => {
    if (isNearEnd && hasMore && !isLoadingMore && !moreError) onLoadMore();
  }, [isNearEnd, hasMore, isLoadingMore, moreError, onLoadMore]);

  return (
    <>
      <TableFrame isOutdated={list.isOutdated} rowCount={hasMore ? -1 : items.length + 1}>
        <tbody ref={body}>
          <Gap height={first ? first.start - bodyTop : 0} />
          {rendered.map(({ index, key }) => {
            const item = items[index];
            return (
              item && (
                <ItemRow
                  key={key}
                  item={item}
                  index={index}
                  measure={rows.measureElement}
                  onCategory={list.onCategory}
                  onReceive={list.onReceive}
                />
              )
            );
          })}
          <Gap height={last ? rows.getTotalSize() - (last.end - bodyTop) : 0} />
        </tbody>
      </TableFrame>
      <footer className={styles.end}>
        {moreError ? (
          <ProblemPanel error={moreError} onRetry={onLoadMore} />
        ) : hasMore ? (
          <Button onClick={onLoadMore} disabled={isLoadingMore}>
            {isLoadingMore ? 'Loading…' : 'Show more'}
          </Button>
        ) : (
          `${formatQuantity(items.length)} ${items.length === 1 ? 'item' : 'items'}`
        )}
      </footer>
    </>
  );
}

interface ItemRowProps {
  readonly item: Item;
  readonly index: number;
  readonly measure: (row: HTMLTableRowElement | null) => void;
  readonly onCategory: (category: string) => void;
  readonly onReceive: (item: Item) => void;
}

function ItemRow({ item, index, measure, onCategory, onReceive }: ItemRowProps) {
  const [, navigate] = useLocation();
  const path = itemPath(item.sku);
  const { onHand, available } = item.stock;
  return (
    // The whole row is clickable. Keyboard users have the link in it.
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      onClick={({ target }) => {
        if (!(target as Element).closest('a, button')) navigate(path);
      }}
    >
      <td className={styles.sku}>
        <code>{item.sku}</code>
      </td>
      <th scope="row" className={styles.item}>
        <Link href={path}>{item.name}</Link>
        <code>{item.sku}</code>
      </th>
      <td className={styles.category}>
        {item.category && (
          <button
            type="button"
            title={`Show only ${item.category}`}
            onClick={() => onCategory(item.category)}
          >
            {item.category}
          </button>
        )}
      </td>
      <td className={`${styles.number} ${styles.onHand}`}>{formatQuantity(onHand)}</td>
      <td className={styles.number}>{formatQuantity(available)}</td>
      <td className={styles.status}>
        <StockStatus item={item} />
      </td>
      <td className={`${styles.number} ${styles.price}`}>
        {item.price && formatMoney(item.price)}
      </td>
      <td className={styles.action}>
        <RequireScope scope="inventory:write">
          <Button
            weight="quiet"
            isSmall
            icon="receive"
            aria-label={`Receive ${item.name}`}
            onClick={() => onReceive(item)}
          >
            Receive
          </Button>
        </RequireScope>
      </td>
    </tr>
  );
}

/** Placeholder for the rows above or below the screen. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row cannot get the focus.
    <tr aria-hidden="true" className={styles.gap}>
      <td colSpan={8} style={{ blockSize: height }} />
    </tr>
  );
}

function TableFrame(props: { isOutdated?: boolean; rowCount?: number; children: ReactNode }) {
  return (
    <table
      className={`${styles.table} ${props.isOutdated ? styles.outdated : ''}`}
      aria-label="Items"
      aria-rowcount={props.rowCount}
      aria-busy={props.isOutdated}
    >
      <thead>
        <tr>
          <th scope="col" className={styles.sku}>
            SKU
          </th>
          <th scope="col">Name</th>
          <th scope="col" className={styles.category}>
            Category
          </th>
          <th scope="col" className={`${styles.number} ${styles.onHand}`}>
            On hand
          </th>
          <th scope="col" className={styles.number}>
            Available
          </th>
          <th scope="col" className={styles.status}>
            Status
          </th>
          <th scope="col" className={`${styles.number} ${styles.price}`}>
            Price
          </th>
          <td className={styles.action} />
        </tr>
      </thead>
      {props.children}
    </table>
  );
}

/** Placeholder for the table while the first page is loading. */
export function ItemTableSkeleton() {
  return (
    <TableFrame isOutdated>
      <tbody>
        {['72%', '58%', '80%', '64%', '70%', '52%', '76%', '60%'].map((width) => (
          <tr key={width}>
            <td className={styles.sku}>
              <Skeleton width="6rem" />
            </td>
            <th scope="row" className={styles.item}>
              <Skeleton width={width} />
            </th>
            <td className={styles.category}>
              <Skeleton width="5rem" />
            </td>
            <td className={`${styles.number} ${styles.onHand}`}>
              <Skeleton width="2.5rem" />
            </td>
            <td className={styles.number}>
              <Skeleton width="2.5rem" />
            </td>
            <td className={styles.status}>
              <Skeleton width="4.5rem" />
            </td>
            <td className={`${styles.number} ${styles.price}`}>
              <Skeleton width="3rem" />
            </td>
            <td className={styles.action} />
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
