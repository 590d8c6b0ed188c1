import type { Item } from '@stockroom/client';
import type { ReactNode } from 'react';
import { FormDialog } from '../components/form-dialog.tsx';
import { formatQuantity } from '../format.ts';
import type { StockChange } from './stock-change.ts';
import { useStockChange } from './use-stock-change.ts';

/** What every dialog about an item's stock is given. */
export interface StockDialogProps {
  readonly item: Item;
  readonly onClose: () => void;
}

/** What a dialog is given that takes stock from where it lies. */
export interface TakingDialogProps extends StockDialogProps {
  /** Codes of the locations that have some of the item. */
  readonly heldAt: readonly string[];
}

interface Props extends StockDialogProps {
  readonly title: string;
  readonly submitLabel: string;
  /** Reads the change out of the form. */
  readonly changeFrom: (form: FormData) => StockChange | Promise<StockChange>;
  /** The fields. */
  readonly children: ReactNode;
}

/** Asks for one change of an item's stock, books it, and offers to undo it. */
export function StockDialog({ item, onClose, title, submitLabel, changeFrom, children }: Props) {
  const change = useStockChange(item, changeFrom, onClose);
  return (
    <FormDialog
      title={title}
      subtitle={<StockSubtitle item={item} />}
      submitLabel={submitLabel}
      onSubmit={change.mutate}
      onClose={onClose}
      isPending={change.isPending}
      error={change.error}
    >
      {children}
    </FormDialog>
  );
}

/** Which item a dialog is about, and how much of it there is. */
export function StockSubtitle({ item }: { item: Item }) {
  const { onHand, available } = item.stock;
  return (
    <>
      {item.name} <code>{item.sku}</code> · {formatQuantity(onHand)} on hand,{' '}
      {formatQuantity(available)} available
    </>
  );
}
