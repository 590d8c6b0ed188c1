import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { LocationField } from './location-field.tsx';
import { QuantityField } from './quantity-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { StockDialog, type TakingDialogProps } from './stock-dialog.tsx';

/** Books goods that went out, from a location that has some. */
export function IssueDialog({ item, heldAt, onClose }: TakingDialogProps) {
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
      <LocationField among={heldAt} />
      <ReferenceField hint="Order or requisition" />
    </StockDialog>
  );
}
