import { Field } from '../components/field.tsx';

const durations = [
  ['15 minutes', 15 * 60],
  ['1 hour', 3_600],
  ['4 hours', 4 * 3_600],
  ['1 day', 86_400],
  ['1 week', 7 * 86_400],
  ['30 days', 30 * 86_400],
] as const;

/** How long a reservation lasts, in seconds. */
export function DurationField() {
  return (
    <Field
      label="Reserve for"
      name="expiresInSeconds"
      isRequired
      hint="The stock then becomes available again"
    >
      {(control) => (
        <select {...control}>
          {durations.map(([label, seconds]) => (
            <option key={seconds} value={seconds}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
