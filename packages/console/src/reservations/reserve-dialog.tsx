import { useMutation, useQueryClient } from '@tanstack/react-query';
import { inventory } from '../api/client.ts';
import { useRepeatKey } from '../api/use-idempotency-key.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { notify } from '../components/notices.tsx';
import { formatQuantity } from '../format.ts';
import { refreshItem } from '../queries.ts';
import { LocationField } from '../stock/location-field.tsx';
import { QuantityField } from '../stock/quantity-field.tsx';
import { ReferenceField } from '../stock/reference-field.tsx';
import { StockSubtitle, type TakingDialogProps } from '../stock/stock-dialog.tsx';
import { KeepForField } from './duration-field.tsx';
import { lineFaults } from './line-errors.ts';

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
