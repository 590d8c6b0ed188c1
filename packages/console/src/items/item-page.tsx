import type { Item } from '@stockroom/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'wouter';
import { api } from '../api/client.ts';
import { errorMessage, isProblem } from '../api/problems.ts';
import { itemListsKey } from '../api/query-keys.ts';
import { Button, LinkButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { notify } from '../components/notices.tsx';
import { WindowTitle } from '../components/page-header.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { labelsPath, paths } from '../paths.ts';
import { ReserveDialog } from '../reservations/reserve-dialog.tsx';
import { RequireScope } from '../session/require-scope.tsx';
import { AdjustDialog } from '../stock/adjust-dialog.tsx';
import { CountDialog } from '../stock/count-dialog.tsx';
import { IssueDialog } from '../stock/issue-dialog.tsx';
import { LocationStock } from '../stock/location-stock.tsx';
import { itemQuery, itemStockQuery, updateCachedItem } from '../stock/queries.ts';
import { ReceiveDialog } from '../stock/receive-dialog.tsx';
import { StockStatus } from '../stock/stock-status.tsx';
import { TransferDialog } from '../stock/transfer-dialog.tsx';
import { EditItemDialog } from './edit-item-dialog.tsx';
import { ItemDetails } from './item-details.tsx';
import { ItemMovements } from './item-movements.tsx';
import styles from './item-page.module.css';

/** One item: its details, stock by location and movements, with the actions on it. */
export default function ItemPage() {
  const sku = decodeURIComponent(useParams<{ sku: string }>().sku);
  const item = useQuery(itemQuery(sku));
  const stock = useQuery(itemStockQuery(sku));

  if (item.isPending) return <PageSkeleton />;
  if (!item.data) {
    return isProblem(item.error, 404) ? (
      <EmptyState
        isPage
        title={`Item ${sku} not found`}
        action={<LinkButton href={paths.items}>Go to items</LinkButton>}
      >
        Check the SKU, or search for part of it in the item list.
      </EmptyState>
    ) : (
      <ProblemPanel error={item.error} onRetry={item.refetch} />
    );
  }

  const stocked = stock.data?.entries.filter(({ available }) => available > 0) ?? [];
  return (
    <>
      <WindowTitle title={item.data.name} />
      <div className={styles.back}>
        <LinkButton href={paths.items} weight="quiet" isSmall icon="back">
          Items
        </LinkButton>
      </div>
      <header className={styles.header}>
        <div>
          <h1>{item.data.name}</h1>
          <p className={styles.subtitle}>
            <code>{sku}</code>
            {item.data.category && <span>{item.data.category}</span>}
            {item.data.archived ? <span>Archived</span> : <StockStatus item={item.data} />}
          </p>
        </div>
        <RequireScope scope="inventory:write">
          <Actions item={item.data} stockedAt={stocked.map(({ location }) => location)} />
        </RequireScope>
      </header>
      <ItemDetails item={item.data} />
      <LocationStock stock={stock} />
      <ItemMovements item={item.data} />
    </>
  );
}

type Action = 'receive' | 'issue' | 'transfer' | 'count' | 'adjust' | 'reserve' | 'edit';

/** Buttons and keyboard shortcuts for the actions on an item, and the dialog of the current one. */
function Actions({ item, stockedAt }: { item: Item; stockedAt: readonly string[] }) {
  const [current, setCurrent] = useState<Action>();
  const close = () => setCurrent(undefined);
  const hasStock = stockedAt.length > 0;
  const open = (action: Action, isPossible: boolean) => () => {
    if (isPossible) setCurrent(action);
  };

  const isActive = !item.archived;
  const receive = open('receive', isActive);
  const issue = open('issue', hasStock);
  const transfer = open('transfer', hasStock);
  const count = open('count', true);
  const adjust = open('adjust', true);
  const reserve = open('reserve', hasStock && isActive);
  const edit = open('edit', true);
  useShortcuts({ r: receive, i: issue, t: transfer, c: count, a: adjust, s: reserve, e: edit });

  return (
    <>
      <div className={styles.actions}>
        {isActive && (
          <Button weight="primary" icon="receive" onClick={receive}>
            Receive
          </Button>
        )}
        {hasStock && (
          <>
            <Button icon="issue" onClick={issue}>
              Issue
            </Button>
            <Button icon="transfer" onClick={transfer}>
              Transfer
            </Button>
            {isActive && (
              <Button icon="reserve" onClick={reserve}>
                Reserve
              </Button>
            )}
          </>
        )}
        <Button icon="count" onClick={count}>
          Count
        </Button>
        <Button icon="adjust" onClick={adjust}>
          Adjust
        </Button>
        <Button icon="edit" onClick={edit}>
          Edit
        </Button>
        <LinkButton href={labelsPath([item.sku])} weight="quiet">
          Label
        </LinkButton>
        <ArchiveButton item={item} />
      </div>
      {current === 'receive' && <ReceiveDialog item={item} onClose={close} />}
      {current === 'issue' && <IssueDialog item={item} stockedAt={stockedAt} onClose={close} />}
      {current === 'transfer' && (
        <TransferDialog item={item} stockedAt={stockedAt} onClose={close} />
      )}
      {current === 'count' && <CountDialog item={item} onClose={close} />}
      {current === 'adjust' && <AdjustDialog item={item} onClose={close} />}
      {current === 'reserve' && <ReserveDialog item={item} stockedAt={stockedAt} onClose={close} />}
      {current === 'edit' && <EditItemDialog item={item} onClose={close} />}
    </>
  );
}

/** Archives an item, which hides it from lists, or restores it. Its data is kept. */
function ArchiveButton({ item }: { item: Item }) {
  const queryClient = useQueryClient();
  const mutation = useMutation({
    mutationFn: (archived: boolean) =>
      api.updateItem({ params: { sku: item.sku }, body: { archived } }),
    onSuccess: (saved) => {
      updateCachedItem(queryClient, saved);
      queryClient.removeQueries({ queryKey: itemListsKey });
      const { name, archived } = saved;
      notify({
        message: archived ? `${name} was archived.` : `${name} was restored.`,
        action: { label: 'Undo', run: () => mutation.mutate(!archived) },
      });
    },
    onError: (error) => notify({ message: errorMessage(error), tone: 'failed' }),
  });
  return (
    <Button
      weight="quiet"
      disabled={mutation.isPending}
      onClick={() => mutation.mutate(!item.archived)}
    >
      {item.archived ? 'Restore' : 'Archive'}
    </Button>
  );
}
