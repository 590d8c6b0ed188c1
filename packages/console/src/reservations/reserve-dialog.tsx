import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { reservationsKey } from '../api/query-keys.ts';
import { useIdempotencyKey } from '../api/use-idempotency-key.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { notify } from '../components/notices.tsx';
import { formatQuantity } from '../format.ts';
import { LocationField } from '../stock/location-field.tsx';
import { QuantityField } from '../stock/quantity-field.tsx';
import { refreshItem } from '../stock/queries.ts';
import { ReferenceField } from '../stock/reference-field.tsx';
import { type OutgoingDialogProps, StockSubtitle } from '../stock/stock-dialog.tsx';
import { DurationField } from './duration-field.tsx';
import { lineErrors } from './line-errors.ts';

/** Form dialog that reserves stock of one item. */
export function ReserveDialog({ item, stockedAt, onClose }: OutgoingDialogProps) {
  const queryClient = useQueryClient();
  const { keyFor } = useIdempotencyKey();
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
      return api.reserveStock({ body, headers: { 'idempotency-key': keyFor(body) } });
    },
    onSuccess: ({ lines }) => {
      const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
      notify({ message: `Reserved ${formatQuantity(quantity)} × ${item.name}.` });
      void queryClient.invalidateQueries({ queryKey: reservationsKey });
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
      fieldErrors={lineErrors(reservation.error, [{ sku: item.sku }])}
    >
      <QuantityField unit={item.unit} name="lines/0/quantity" />
      <LocationField among={stockedAt} name="lines/0/location" />
      <DurationField />
      <ReferenceField hint="Sales order or customer" />
    </FormDialog>
  );
}
