import { useState } from 'react';
import { FieldRow } from '../components/form.tsx';
import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { LocationField, preferredLocation } from './location-field.tsx';
import { QuantityField } from './quantity-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { type OutgoingDialogProps, StockDialog } from './stock-dialog.tsx';

/** Records a transfer from one location to another. */
export function TransferDialog({ item, stockedAt, onClose }: OutgoingDialogProps) {
  const [from, setFrom] = useState(() => preferredLocation(stockedAt));
  return (
    <StockDialog
      item={item}
      onClose={onClose}
      title="Transfer stock"
      submitLabel="Transfer"
      changeFrom={(form) => ({
        kind: 'transfer',
        body: {
          sku: item.sku,
          from: requiredText(form, 'from'),
          to: requiredText(form, 'to'),
          quantity: requiredNumber(form, 'quantity'),
          reference: textIn(form, 'reference'),
        },
      })}
    >
      <QuantityField unit={item.unit} />
      <FieldRow>
        <LocationField label="From" name="from" among={stockedAt} onChange={setFrom} />
        <LocationField key={from} label="To" name="to" except={from ? [from] : []} />
      </FieldRow>
      <ReferenceField hint="Transfer order" />
    </StockDialog>
  );
}
