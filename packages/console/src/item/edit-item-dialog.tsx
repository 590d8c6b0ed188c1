import type { Item } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormDialog } from '../components/form-dialog.tsx';
import { notify } from '../components/notices.tsx';
import { inventory } from '../inventory.ts';
import type { EditableFields } from '../items/item-field-table.ts';
import { ItemFields, itemFieldsFrom } from '../items/item-fields.tsx';
import { isProblem } from '../problems.ts';
import { showItem } from '../queries.ts';
import { changedFields, patchOf } from './changed-fields.ts';
import { Conflict } from './conflict.tsx';

interface EditItemDialogProps {
  readonly item: Item;
  readonly onClose: () => void;
}

/**
 * Changes an item's own fields. Sends only what this person changed, and only over the version that
 * they saw: where somebody else was faster, their changes are shown before anything is written.
 */
export function EditItemDialog({ item, onClose }: EditItemDialogProps) {
  const queryClient = useQueryClient();
  // As it was when the dialog opened: the page goes on reading behind it.
  const [opened] = useState(item);
  const [theirs, setTheirs] = useState<Item>();
  const change = useMutation({
    mutationFn: async (form: FormData) => {
      const patch = patchOf(opened, itemFieldsFrom(form));
      if (Object.keys(patch).length === 0) return opened;
      const { version } = theirs ?? opened;
      const headers = { 'if-match': `"${version}"` };
      return inventory.updateItem({ params: { sku: item.sku }, headers, body: patch });
    },
    onSuccess: (saved) => {
      if (saved !== opened) {
        showItem(queryClient, saved);
        notify({ message: `${saved.name} is saved.` });
      }
      onClose();
    },
    onError: async (error) => {
      if (isProblem(error, 412)) {
        setTheirs(await inventory.getItem({ params: { sku: item.sku } }));
      }
    },
  });

  const isConflict = theirs !== undefined && isProblem(change.error, 412);
  return (
    <FormDialog
      title="Edit item"
      subtitle={<code>{item.sku}</code>}
      submitLabel={isConflict ? 'Save mine as well' : 'Save'}
      onSubmit={change.mutate}
      onClose={onClose}
      isPending={change.isPending}
      error={isConflict ? undefined : change.error}
    >
      <ItemFields item={opened} />
      {isConflict && <Conflict theirs={changedFields(opened, theirs as EditableFields)} />}
    </FormDialog>
  );
}
