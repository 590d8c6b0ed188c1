import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Field } from '../components/field.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { notify } from '../components/notices.tsx';
import { formatQuantity } from '../format.ts';
import { inventory } from '../inventory.ts';
import { refreshItem } from '../queries.ts';
import { LocationField } from './location-field.tsx';
import { QuantityField } from './quantity-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { StockSubtitle, type TakingDialogProps } from './stock-dialog.tsx';
import { useRepeatKey } from './use-repeat-key.ts';

const times = [
  ['15 minutes', 15 * 60],
  ['1 hour', 3_600],
  ['1 day', 86_400],
  ['1 week', 7 * 86_400],
  ['30 days', 30 * 86_400],
] as const;

/** Promises some of an item to somebody for a time. */
export function ReserveDialog({ item, heldAt, onClose }: TakingDialogProps) {
  const queryClient = useQueryClient();
  const { keyOf } = useRepeatKey();
  const reservation = useMutation({
    mutationFn: (form: FormData) => {
      const body = {
        lines: [
          {
            sku: item.sku,
            location: requiredText(form, 'location'),
            quantity: requiredNumber(form, 'quantity'),
          },
        ],
        expiresInSeconds: requiredNumber(form, 'expiresInSeconds'),
        reference: textIn(form, 'reference'),
      };
      return inventory.reserveStock({ body, headers: { 'idempotency-key': keyOf(body) } });
    },
    onSuccess: ({ lines }) => {
      const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
      notify({ message: `Reserved ${formatQuantity(quantity)} × ${item.name}.` });
      void queryClient.invalidateQueries({ queryKey: ['reservations'] });
      void refreshItem(queryClient, item.sku);
      onClose();
    },
  });

  return (
    <FormDialog
      title="Reserve stock"
      subtitle={<StockSubtitle item={item} />}
      submitLabel="Reserve"
      onSubmit={reservation.mutate}
      onClose={onClose}
      isPending={reservation.isPending}
      error={reservation.error}
    >
      <QuantityField item={item} />
      <LocationField among={heldAt} />
      <Field
        label="Keep it for"
        name="expiresInSeconds"
        isRequired
        hint="Then it is free again by itself"
      >
        {(control) => (
          <select {...control}>
            {times.map(([label, seconds]) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <ReferenceField hint="For whom: an order, a customer" />
    </FormDialog>
  );
}
