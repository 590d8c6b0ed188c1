import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { LocationField } from './location-field.tsx';
import { QuantityField } from './quantity-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { StockDialog, type StockDialogProps } from './stock-dialog.tsx';

/** Records a count. The server computes the difference, even if stock changes in the meantime. */
export function CountDialog({ item, onClose }: StockDialogProps) {
  return (
    <StockDialog
      item={item}
      onClose={onClose}
      title="Count stock"
      submitLabel="Record count"
      changeFrom={(form) => ({
        kind: 'count',
        body: {
          sku: item.sku,
          location: requiredText(form, 'location'),
          counted: requiredNumber(form, 'counted'),
          reference: textIn(form, 'reference'),
        },
      })}
    >
      <QuantityField unit={item.unit} label="Counted" name="counted" min={0} isEmpty />
      <LocationField />
      <ReferenceField hint="Count sheet" />
    </StockDialog>
  );
}
