import type { Location } from '@stockroom/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Field } from '../components/field.tsx';
import { FieldRow } from '../components/form.tsx';
import { locationsQuery } from '../queries.ts';

/** The value of the choice that asks for a location that is not there yet. */
const newLocation = '';

/** Where this person last put stock, which is where the next most likely goes. */
const usualKey = 'stockroom.location';

interface LocationFieldProps {
  readonly label?: string;
  readonly name?: string;
  /** Codes of the locations to choose from; all without it. */
  readonly among?: readonly string[];
  /** Codes of locations that are not to be chosen. */
  readonly except?: readonly string[];
  /** Whether one may also ask for a location that is not there yet. */
  readonly mayBeNew?: boolean;
  readonly onChange?: (code: string) => void;
}

/** Chooses a location; where there is none yet, or another is wanted, asks for a new one. */
export function LocationField({
  label = 'Location',
  name = 'location',
  among,
  except,
  mayBeNew = false,
  onChange,
}: LocationFieldProps) {
  const { data } = useQuery(locationsQuery);
  const locations = data?.filter(
    ({ code }) => (among?.includes(code) ?? true) && !except?.includes(code),
  );
  return locations ? (
    <LocationChoice
      label={label}
      name={name}
      locations={locations}
      mayBeNew={mayBeNew}
      onChange={onChange}
    />
  ) : (
    <Field label={label} name={name} isRequired>
      {(control) => (
        <select {...control} disabled>
          <option>Loading…</option>
        </select>
      )}
    </Field>
  );
}

interface LocationChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly locations: readonly Location[];
  readonly mayBeNew: boolean;
  readonly onChange: ((code: string) => void) | undefined;
}

function LocationChoice({ label, name, locations, mayBeNew, onChange }: LocationChoiceProps) {
  const [code, setCode] = useState(
    () => usualLocation(locations.map((location) => location.code)) ?? newLocation,
  );
  const choose = (next: string) => {
    setCode(next);
    onChange?.(next);
  };
  return (
    <>
      <Field label={label} name={name} isRequired>
        {(control) => (
          <select {...control} value={code} onChange={({ target }) => choose(target.value)}>
            {locations.map((location) => (
              <option key={location.code} value={location.code}>
                {location.name === location.code
                  ? location.code
                  : `${location.code} – ${location.name}`}
              </option>
            ))}
            {mayBeNew && <option value={newLocation}>New location…</option>}
          </select>
        )}
      </Field>
      {mayBeNew && code === newLocation && (
        <FieldRow>
          <Field label="Code" name="code" isRequired hint="Short, as on its label: MAIN">
            {(control) => <input {...control} autoComplete="off" spellCheck={false} />}
          </Field>
          <Field label="Name" name="name" isRequired>
            {(control) => <input {...control} autoComplete="off" />}
          </Field>
        </FieldRow>
      )}
    </>
  );
}

/** Of these locations the one where this person put stock last, else the first. */
export function usualLocation(codes: readonly string[]): string | undefined {
  const usual = localStorage.getItem(usualKey);
  return codes.find((code) => code === usual) ?? codes[0];
}

/** Remembers where stock was put last. */
export function rememberLocation(code: string): void {
  localStorage.setItem(usualKey, code);
}
