import type { Location } from '@stockroom/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Field } from '../components/field.tsx';
import { FieldRow } from '../components/form.tsx';
import { locationsQuery } from '../locations/queries.ts';

/** Value of the option that creates a location. */
const newLocation = '';

/** Storage key of the location used last in this browser, which is the default for the next change. */
const lastLocationKey = 'stockroom.location';

interface LocationFieldProps {
  readonly label?: string;
  readonly name?: string;
  /** Codes of the locations to offer. Default: all. */
  readonly among?: readonly string[];
  /** Codes of locations not to offer. */
  readonly except?: readonly string[];
  /** Whether to offer creating a location. */
  readonly allowNew?: boolean;
  readonly onChange?: (code: string) => void;
}

/** Selects a location. Optionally creates a new one, with fields for its code and name. */
export function LocationField({
  label = 'Location',
  name = 'location',
  among,
  except,
  allowNew = false,
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
      allowNew={allowNew}
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
  readonly allowNew: boolean;
  readonly onChange: ((code: string) => void) | undefined;
}

function LocationChoice({ label, name, locations, allowNew, onChange }: LocationChoiceProps) {
  const [code, setCode] = useState(
    () => preferredLocation(locations.map((location) => location.code)) ?? newLocation,
  );
  const select = (next: string) => {
    setCode(next);
    onChange?.(next);
  };
  return (
    <>
      <Field label={label} name={name} isRequired>
        {(control) => (
          <select {...control} value={code} onChange={({ target }) => select(target.value)}>
            {locations.map((location) => (
              <option key={location.code} value={location.code}>
                {location.name === location.code
                  ? location.code
                  : `${location.code} – ${location.name}`}
              </option>
            ))}
            {allowNew && <option value={newLocation}>New location…</option>}
          </select>
        )}
      </Field>
      {allowNew && code === newLocation && (
        <FieldRow>
          <Field label="Code" name="code" isRequired hint="Short code for labels, such as MAIN">
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

/** The location used last in this browser if it is one of these, otherwise the first. */
export function preferredLocation(codes: readonly string[]): string | undefined {
  const last = localStorage.getItem(lastLocationKey);
  return codes.find((code) => code === last) ?? codes[0];
}

/** Stores the location used last. */
export function rememberLocation(code: string): void {
  localStorage.setItem(lastLocationKey, code);
}
