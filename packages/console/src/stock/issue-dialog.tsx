import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { LocationField } from './location-field.tsx';
import { QuantityField } from './quantity-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { type OutgoingDialogProps, StockDialog } from './stock-dialog.tsx';

/** Records an issue: stock that leaves a location. */
export function IssueDialog({ item, stockedAt, onClose }: OutgoingDialogProps) {
  return (
    <StockDialog
      item={item}
      onClose={onClose}
      title="Issue stock"
      submitLabel="Issue"
      changeFrom={(form) => ({
        kind: 'issue',
        body: {
          sku: item.sku,
          location: requiredText(form, 'location'),
          quantity: requiredNumber(form, 'quantity'),
          reference: textIn(form, 'reference'),
        },
      })}
    >
      <QuantityField unit={item.unit} />
      <LocationField among={stockedAt} />
      <ReferenceField hint="Order or requisition" />
    </StockDialog>
  );
}
