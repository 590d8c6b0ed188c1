import { Field } from '../components/field.tsx';
import { requiredNumber, requiredText } from '../components/form-values.ts';
import { LocationField } from './location-field.tsx';
import { QuantityField } from './quantity-field.tsx';
import { StockDialog, type StockDialogProps } from './stock-dialog.tsx';

const commonReasons = ['Damaged', 'Lost', 'Found', 'Expired', 'Miscounted'];

/** Records an adjustment: a stock correction with its reason. */
export function AdjustDialog({ item, onClose }: StockDialogProps) {
  return (
    <StockDialog
      item={item}
      onClose={onClose}
      title="Adjust stock"
      submitLabel="Adjust"
      changeFrom={(form) => ({
        kind: 'adjustment',
        body: {
          sku: item.sku,
          location: requiredText(form, 'location'),
          quantity: requiredNumber(form, 'quantity'),
          reason: requiredText(form, 'reason'),
        },
      })}
    >
      <QuantityField
        unit={item.unit}
        label="Change by"
        hint="Use a minus sign to remove stock: -2"
        min="none"
        isEmpty
      />
      <LocationField />
      <Field label="Reason" name="reason" isRequired>
        {(control) => (
          <>
            <input {...control} list="adjust-reasons" autoComplete="off" />
            <datalist id="adjust-reasons">
              {commonReasons.map((reason) => (
                <option key={reason} value={reason} />
              ))}
            </datalist>
          </>
        )}
      </Field>
    </StockDialog>
  );
}
