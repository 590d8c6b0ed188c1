import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api } from '../api/client.ts';
import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { locationsQuery } from '../locations/queries.ts';
import { useHasScope } from '../session/require-scope.tsx';
import { LocationField } from './location-field.tsx';
import { QuantityField } from './quantity-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { StockDialog, type StockDialogProps } from './stock-dialog.tsx';

/** Records a receipt: stock that arrives at a location, which may be a new one. */
export function ReceiveDialog({ item, onClose }: StockDialogProps) {
  const locationOf = useNewLocations();
  const canAddLocations = useHasScope('inventory:admin');
  return (
    <StockDialog
      item={item}
      onClose={onClose}
      title="Receive stock"
      submitLabel="Receive"
      changeFrom={async (form) => ({
        kind: 'receipt',
        body: {
          sku: item.sku,
          location: await locationOf(form),
          quantity: requiredNumber(form, 'quantity'),
          reference: textIn(form, 'reference'),
        },
      })}
    >
      <QuantityField unit={item.unit} />
      <LocationField allowNew={canAddLocations} />
      <ReferenceField hint="Delivery note or purchase order" />
    </StockDialog>
  );
}

/** Creates a form's new location, once even if the form is submitted again. */
function useNewLocations(): (form: FormData) => Promise<string> {
  const queryClient = useQueryClient();
  const created = useRef(new Set<string>());
  return async (form) => {
    const selected = textIn(form, 'location');
    if (selected !== '') return selected;
    const code = requiredText(form, 'code');
    if (!created.current.has(code)) {
      await api.createLocation({ body: { code, name: requiredText(form, 'name') } });
      created.current.add(code);
      void queryClient.invalidateQueries(locationsQuery);
    }
    return code;
  };
}
