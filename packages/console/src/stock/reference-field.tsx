import { Field } from '../components/field.tsx';

/** Asks for the document behind a change of stock. */
export function ReferenceField({ hint }: { hint: string }) {
  return (
    <Field label="Reference" name="reference" hint={hint}>
      {(control) => <input {...control} autoComplete="off" />}
    </Field>
  );
}
