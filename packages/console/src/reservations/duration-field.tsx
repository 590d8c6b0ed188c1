import { Field } from '../components/field.tsx';

const times = [
  ['15 minutes', 15 * 60],
  ['1 hour', 3_600],
  ['4 hours', 4 * 3_600],
  ['1 day', 86_400],
  ['1 week', 7 * 86_400],
  ['30 days', 30 * 86_400],
] as const;

/** Asks how long a reservation holds, in seconds by the name of the API. */
export function KeepForField() {
  return (
    <Field
      label="Keep it for"
      name="expiresInSeconds"
      isRequired
      hint="Then it is free again by itself"
    >
      {(control) => (
        <select {...control}>
          {times.map(([label, seconds]) => (
            <option key={seconds} value={seconds}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
