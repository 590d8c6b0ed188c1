import type { Item } from '@stockroom/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { inventory } from '../api/client.ts';
import { isProblem, whatToDo } from '../api/problems.ts';
import { Button, LinkButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { notify } from '../components/notices.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { labelsPath } from '../labels/label.ts';
import { itemQuery, itemStockQuery, showItem } from '../queries.ts';
import { ReserveDialog } from '../reservations/reserve-dialog.tsx';
import { May } from '../session/require-scope.tsx';
import { AdjustDialog } from '../stock/adjust-dialog.tsx';
import { CountDialog } from '../stock/count-dialog.tsx';
import { IssueDialog } from '../stock/issue-dialog.tsx';
import { LocationStock } from '../stock/location-stock.tsx';
import { ReceiveDialog } from '../stock/receive-dialog.tsx';
import { StockStatus } from '../stock/stock-status.tsx';
import { TransferDialog } from '../stock/transfer-dialog.tsx';
import { EditItemDialog } from './edit-item-dialog.tsx';
import { ItemFacts } from './item-details.tsx';
import { Movements } from './item-movements.tsx';
import styles from './item-page.module.css';

/** One item: how much of it lies where, what happened to it, and what one can do. */
export default function ItemPage({ sku }: { sku: string }) {
  const item = useQuery(itemQuery(sku));
  const stock = useQuery(itemStockQuery(sku));

  if (item.isPending) return <PageSkeleton />;
  if (!item.data) {
    return isProblem(item.error, 404) ? (
      <EmptyState
        isPage
        title={`There is no item ${sku}`}
        action={<LinkButton href="/">All items</LinkButton>}
      >
        The SKU may be mistyped. Search for a part of it in the list.
      </EmptyState>
    ) : (
      <ProblemPanel error={item.error} onRetry={item.refetch} />
    );
  }

  const held = stock.data?.entries.filter(({ available }) => available > 0) ?? [];
  return (
    <>
      <title>{`${item.data.name} – Stockroom`}</title>
      <div className={styles.back}>
        <LinkButton href="/" weight="quiet" isSmall icon="back">
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
        <May scope="inventory:write">
          <Actions item={item.data} heldAt={held.map(({ location }) => location)} />
        </May>
      </header>
      <ItemFacts item={item.data} />
      <LocationStock stock={stock} />
      <Movements item={item.data} />
    </>
  );
}

type Doing = 'receive' | 'issue' | 'transfer' | 'count' | 'adjust' | 'reserve' | 'edit';

/** What one can do with an item; the dialogs behind the buttons and behind their keys. */
function Actions({ item, heldAt }: { item: Item; heldAt: readonly string[] }) {
  const [doing, setDoing] = useState<Doing>();
  const stop = () => setDoing(undefined);
  const isHeld = heldAt.length > 0;
  const start = (what: Doing, isPossible: boolean) => () => {
    if (isPossible) setDoing(what);
  };

  const isStocked = !item.archived;
  const receive = start('receive', isStocked);
  const issue = start('issue', isHeld);
  const transfer = start('transfer', isHeld);
  const count = start('count', true);
  const adjust = start('adjust', true);
  const reserve = start('reserve', isHeld && isStocked);
  const edit = start('edit', true);
  useShortcuts({ r: receive, i: issue, t: transfer, c: count, a: adjust, s: reserve, e: edit });

  return (
    <>
      <div className={styles.actions}>
        {isStocked && (
          <Button weight="primary" icon="receive" onClick={receive}>
            Receive
          </Button>
        )}
        {isHeld && (
          <>
            <Button icon="issue" onClick={issue}>
              Issue
            </Button>
            <Button icon="transfer" onClick={transfer}>
              Transfer
            </Button>
            {isStocked && (
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
      {doing === 'receive' && <ReceiveDialog item={item} onClose={stop} />}
      {doing === 'issue' && <IssueDialog item={item} heldAt={heldAt} onClose={stop} />}
      {doing === 'transfer' && <TransferDialog item={item} heldAt={heldAt} onClose={stop} />}
      {doing === 'count' && <CountDialog item={item} onClose={stop} />}
      {doing === 'adjust' && <AdjustDialog item={item} onClose={stop} />}
      {doing === 'reserve' && <ReserveDialog item={item} heldAt={heldAt} onClose={stop} />}
      {doing === 'edit' && <EditItemDialog item={item} onClose={stop} />}
    </>
  );
}

/** Takes an item out of the lists, or back into them; nothing of it is lost either way. */
function ArchiveButton({ item }: { item: Item }) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (archived: boolean) =>
      inventory.updateItem({ params: { sku: item.sku }, body: { archived } }),
    onSuccess: (saved) => {
      showItem(queryClient, saved);
      queryClient.removeQueries({ queryKey: ['items'] });
      const { name, archived } = saved;
      notify({
        message: archived ? `${name} is archived.` : `${name} is stocked again.`,
        action: { label: 'Undo', run: () => change.mutate(!archived) },
      });
    },
    onError: (error) => notify({ message: whatToDo(error), tone: 'failed' }),
  });
  return (
    <Button
      weight="quiet"
      disabled={change.isPending}
      onClick={() => change.mutate(!item.archived)}
    >
      {item.archived ? 'Stock again' : 'Archive'}
    </Button>
  );
}
