import type { Item } from '@stockroom/client';
import type { ReactNode } from 'react';
import { FormDialog } from '../components/form-dialog.tsx';
import { formatQuantity } from '../format.ts';
import type { StockChange } from './stock-change.ts';
import { useStockChange } from './use-stock-change.ts';

/** Props of every dialog about an item's stock. */
export interface StockDialogProps {
  readonly item: Item;
  readonly onClose: () => void;
}

/** Props of dialogs that take stock from a location. */
export interface OutgoingDialogProps extends StockDialogProps {
  /** Codes of the locations with available stock of the item. */
  readonly stockedAt: readonly string[];
}

interface Props extends StockDialogProps {
  readonly title: string;
  readonly submitLabel: string;
  /** Reads the change from the form. */
  readonly changeFrom: (form: FormData) => StockChange | Promise<StockChange>;
  /** The fields. */
  readonly children: ReactNode;
}

/** A form dialog that records one stock change of an item and offers to undo it. */
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

/** The item of a dialog, with its current stock. */
export function StockSubtitle({ item }: { item: Item }) {
  const { onHand, available } = item.stock;
  return (
    <>
      {item.name} <code>{item.sku}</code> · {formatQuantity(onHand)} on hand,{' '}
      {formatQuantity(available)} available
    </>
  );
}
