import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FormDialog } from '../components/form-dialog.tsx';
import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { notify } from '../components/notices.tsx';
import { formatQuantity } from '../format.ts';
import { inventory } from '../inventory.ts';
import { refreshItem } from '../queries.ts';
import { lineFaults } from '../reservations/line-faults.ts';
import { KeepForField } from './keep-for-field.tsx';
import { LocationField } from './location-field.tsx';
import { QuantityField } from './quantity-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { StockSubtitle, type TakingDialogProps } from './stock-dialog.tsx';
import { useRepeatKey } from './use-repeat-key.ts';

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
            location: requiredText(form, 'lines/0/location'),
            quantity: requiredNumber(form, 'lines/0/quantity'),
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
      faults={lineFaults(reservation.error, [{ sku: item.sku }])}
    >
      <QuantityField unit={item.unit} name="lines/0/quantity" />
      <LocationField among={heldAt} name="lines/0/location" />
      <KeepForField />
      <ReferenceField hint="For whom: an order, a customer" />
    </FormDialog>
  );
}
