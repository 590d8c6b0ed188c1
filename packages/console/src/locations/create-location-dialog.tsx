import type { Location } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { inventory } from '../api/client.ts';
import { Field } from '../components/field.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { requiredText, textIn } from '../components/form-values.ts';
import { locationsQuery } from '../queries.ts';

interface CreateLocationDialogProps {
  /** Where a bin can be. */
  readonly warehouses: readonly Location[];
  readonly onClose: () => void;
  readonly onCreated: (location: Location) => void;
}

/** Asks for a new warehouse, or a bin in one, and creates it. */
export function CreateLocationDialog({
  warehouses,
  onClose,
  onCreated,
}: CreateLocationDialogProps) {
  const queryClient = useQueryClient();
  const creation = useMutation({
    mutationFn: (form: FormData) =>
      inventory.createLocation({
        body: {
          code: requiredText(form, 'code'),
          name: requiredText(form, 'name'),
          parent: textIn(form, 'parent') || null,
        },
      }),
    onSuccess: async (location) => {
      await queryClient.invalidateQueries(locationsQuery);
      onCreated(location);
    },
  });

  return (
    <FormDialog
      title="New location"
      submitLabel="Create location"
      onSubmit={creation.mutate}
      onClose={onClose}
      isPending={creation.isPending}
      error={creation.error}
    >
      <Field label="Code" name="code" isRequired hint="Short, as on its label: MAIN, or A-03-2">
        {(control) => (
          <input {...control} autoComplete="off" autoCapitalize="characters" spellCheck={false} />
        )}
      </Field>
      <Field label="Name" name="name" isRequired>
        {(control) => <input {...control} autoComplete="off" />}
      </Field>
      <Field label="In" name="parent" hint="A bin lies in a warehouse">
        {(control) => (
          <select {...control}>
            <option value="">No other: it is a warehouse</option>
            {warehouses.map(({ code, name }) => (
              <option key={code} value={code}>
                {code} – {name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </FormDialog>
  );
}
