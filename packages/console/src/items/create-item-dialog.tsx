import type { Item } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { inventory } from '../api/client.ts';
import { Field } from '../components/field.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { requiredText } from '../components/form-values.ts';
import { showItem } from '../queries.ts';
import { ItemFields, itemFieldsFrom } from './item-fields.tsx';

interface CreateItemDialogProps {
  /** What is known of it already: a code that was scanned. */
  readonly initial?: Pick<Partial<Item>, 'sku' | 'barcode'>;
  readonly onClose: () => void;
  readonly onCreated: (item: Item) => void;
}

/** Asks for a new item and creates it. */
export function CreateItemDialog({ initial, onClose, onCreated }: CreateItemDialogProps) {
  const queryClient = useQueryClient();
  const creation = useMutation({
    mutationFn: async (form: FormData) =>
      inventory.createItem({ body: { sku: requiredText(form, 'sku'), ...itemFieldsFrom(form) } }),
    onSuccess: (item) => {
      showItem(queryClient, item);
      // Lists start again from their first page when they are next shown, with the item in its place.
      queryClient.removeQueries({ queryKey: ['items'] });
      onCreated(item);
    },
  });

  return (
    <FormDialog
      title="New item"
      submitLabel="Create item"
      onSubmit={creation.mutate}
      onClose={onClose}
      isPending={creation.isPending}
      error={creation.error}
    >
      <Field
        label="SKU"
        name="sku"
        isRequired
        hint="Letters, digits, “.”, “_” and “-”. It cannot be changed later."
      >
        {(control) => (
          <input
            {...control}
            defaultValue={initial?.sku}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
          />
        )}
      </Field>
      <ItemFields item={initial} />
    </FormDialog>
  );
}
