import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { inventory } from '../api/client.ts';
import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { locationsQuery } from '../queries.ts';
import { useMay } from '../session/require-scope.tsx';
import { LocationField } from './location-field.tsx';
import { QuantityField } from './quantity-field.tsx';
import { ReferenceField } from './reference-field.tsx';
import { StockDialog, type StockDialogProps } from './stock-dialog.tsx';

/** Books goods that came in, at a location that may be new. */
export function ReceiveDialog({ item, onClose }: StockDialogProps) {
  const locationOf = useNewLocations();
  const mayAddLocations = useMay('inventory:admin');
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
      <LocationField mayBeNew={mayAddLocations} />
      <ReferenceField hint="Delivery note or order" />
    </StockDialog>
  );
}

/** Creates the location that a form asks for, once however often the form is sent. */
function useNewLocations(): (form: FormData) => Promise<string> {
  const queryClient = useQueryClient();
  const created = useRef(new Set<string>());
  return async (form) => {
    const chosen = textIn(form, 'location');
    if (chosen !== '') return chosen;
    const code = requiredText(form, 'code');
    if (!created.current.has(code)) {
      await inventory.createLocation({ body: { code, name: requiredText(form, 'name') } });
      created.current.add(code);
      void queryClient.invalidateQueries(locationsQuery);
    }
    return code;
  };
}
