import type { Item } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { itemListsKey } from '../api/query-keys.ts';
import { Field } from '../components/field.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { requiredText } from '../components/form-values.ts';
import { updateCachedItem } from '../stock/queries.ts';
import { ItemFields, itemFieldsFrom } from './item-fields.tsx';

interface CreateItemDialogProps {
  /** Initial values, such as a scanned code. */
  readonly initial?: Pick<Partial<Item>, 'sku' | 'barcode'>;
  readonly onClose: () => void;
  readonly onCreated: (item: Item) => void;
}

/** Form dialog that creates an item. */
export function CreateItemDialog({ initial, onClose, onCreated }: CreateItemDialogProps) {
  const queryClient = useQueryClient();
  const mutation = useMutation({
    mutationFn: async (form: FormData) =>
      api.createItem({ body: { sku: requiredText(form, 'sku'), ...itemFieldsFrom(form) } }),
    onSuccess: (item) => {
      updateCachedItem(queryClient, item);
      // Lists are fetched from their first page when they are next shown, and include the item.
      queryClient.removeQueries({ queryKey: itemListsKey });
      onCreated(item);
    },
  });

  return (
    <FormDialog
      title="New item"
      submitLabel="Create item"
      onSubmit={mutation.mutate}
      onClose={onClose}
      isPending={mutation.isPending}
      error={mutation.error}
    >
      <Field
        label="SKU"
        name="sku"
        isRequired
        hint="Letters, digits, “.”, “_” and “-”. The SKU cannot be changed later."
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
