import type { Item } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { isProblem } from '../api/problems.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { notify } from '../components/notices.tsx';
import { updateCachedItem } from '../stock/queries.ts';
import { changedFields, patchOf } from './changed-fields.ts';
import { EditConflict } from './edit-conflict.tsx';
import type { EditableFields } from './item-field-table.ts';
import { ItemFields, itemFieldsFrom } from './item-fields.tsx';

interface EditItemDialogProps {
  readonly item: Item;
  readonly onClose: () => void;
}

/**
 * Edits an item. Sends only the changed fields, with the item's version in `If-Match`. If another
 * user saved first, the dialog shows their changes before anything is written.
 */
export function EditItemDialog({ item, onClose }: EditItemDialogProps) {
  const queryClient = useQueryClient();
  // The item when the dialog opened. The page keeps refetching it.
  const [opened] = useState(item);
  const [theirs, setTheirs] = useState<Item>();
  const mutation = useMutation({
    mutationFn: async (form: FormData) => {
      const patch = patchOf(opened, itemFieldsFrom(form));
      if (Object.keys(patch).length === 0) return opened;
      const { version } = theirs ?? opened;
      const headers = { 'if-match': `"${version}"` };
      return api.updateItem({ params: { sku: item.sku }, headers, body: patch });
    },
    onSuccess: (saved) => {
      if (saved !== opened) {
        updateCachedItem(queryClient, saved);
        notify({ message: `${saved.name} was saved.` });
      }
      onClose();
    },
    onError: async (error) => {
      if (isProblem(error, 412)) {
        setTheirs(await api.getItem({ params: { sku: item.sku } }));
      }
    },
  });

  const isConflict = theirs !== undefined && isProblem(mutation.error, 412);
  return (
    <FormDialog
      title="Edit item"
      subtitle={<code>{item.sku}</code>}
      submitLabel={isConflict ? 'Save my changes' : 'Save'}
      onSubmit={mutation.mutate}
      onClose={onClose}
      isPending={mutation.isPending}
      error={isConflict ? undefined : mutation.error}
    >
      <ItemFields item={opened} />
      {isConflict && <EditConflict theirs={changedFields(opened, theirs as EditableFields)} />}
    </FormDialog>
  );
}
