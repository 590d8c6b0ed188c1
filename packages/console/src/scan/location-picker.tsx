import { useQuery } from '@tanstack/react-query';
import { Field } from '../components/field.tsx';
import { FieldRow } from '../components/form.tsx';
import { locationsQuery } from '../locations/queries.ts';
import { type LocationRole, rolesOf, type ScanLocations, type ScanMode } from './scan-mode.ts';

const labels: Record<LocationRole, string> = { location: 'Location', from: 'From', to: 'To' };

interface LocationPickerProps {
  readonly mode: ScanMode;
  readonly locations: ScanLocations;
  readonly onChange: (role: LocationRole, code: string) => void;
}

/** The locations that the mode requires. They are scanned, or selected here. */
export function LocationPicker({ mode, locations, onChange }: LocationPickerProps) {
  const { data } = useQuery(locationsQuery);
  const roles = rolesOf[mode];
  if (roles.length === 0) return null;
  return (
    <FieldRow>
      {roles.map((role) => {
        const taken = roles.filter((other) => other !== role).map((other) => locations[other]);
        const options = data?.filter(({ code }) => !taken.includes(code)) ?? [];
        return (
          <Field key={role} label={labels[role]} name={role} isRequired>
            {(control) => (
              <select
                {...control}
                value={locations[role] ?? ''}
                onChange={({ target }) => onChange(role, target.value)}
              >
                <option value="">Scan or select</option>
                {options.map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name === code ? code : `${code} – ${name}`}
                  </option>
                ))}
              </select>
            )}
          </Field>
        );
      })}
    </FieldRow>
  );
}
