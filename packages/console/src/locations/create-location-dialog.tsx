import type { Location } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { Field } from '../components/field.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { requiredText, textIn } from '../components/form-values.ts';
import { locationsQuery } from './queries.ts';

interface CreateLocationDialogProps {
  /** Warehouses that a bin can belong to. */
  readonly warehouses: readonly Location[];
  readonly onClose: () => void;
  readonly onCreated: (location: Location) => void;
}

/** Form dialog that creates a warehouse, or a bin in a warehouse. */
export function CreateLocationDialog({
  warehouses,
  onClose,
  onCreated,
}: CreateLocationDialogProps) {
  const queryClient = useQueryClient();
  const mutation = useMutation({
    mutationFn: (form: FormData) =>
      api.createLocation({
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
      onSubmit={mutation.mutate}
      onClose={onClose}
      isPending={mutation.isPending}
      error={mutation.error}
    >
      <Field
        label="Code"
        name="code"
        isRequired
        hint="Short code for labels, such as MAIN or A-03-2"
      >
        {(control) => (
          <input {...control} autoComplete="off" autoCapitalize="characters" spellCheck={false} />
        )}
      </Field>
      <Field label="Name" name="name" isRequired>
        {(control) => <input {...control} autoComplete="off" />}
      </Field>
      <Field label="Warehouse" name="parent" hint="The warehouse that contains the bin">
        {(control) => (
          <select {...control}>
            <option value="">None: this is a warehouse</option>
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
