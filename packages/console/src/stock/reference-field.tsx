import { Field } from '../components/field.tsx';

/** Reference of a stock change: the document behind it. */
export function ReferenceField({ hint }: { hint: string }) {
  return (
    <Field label="Reference" name="reference" hint={hint}>
      {(control) => <input {...control} autoComplete="off" />}
    </Field>
  );
}
