import { useQuery } from '@tanstack/react-query';
import { Field } from '../components/field.tsx';
import { FieldRow } from '../components/form.tsx';
import { locationsQuery } from '../queries.ts';
import { type Place, type Places, placesOf, type ScanMode } from './scan-mode.ts';

const labels: Record<Place, string> = { location: 'Location', from: 'From', to: 'To' };

interface PlacePickerProps {
  readonly mode: ScanMode;
  readonly places: Places;
  readonly onChange: (place: Place, code: string) => void;
}

/** The locations that a mode works with: set by scanning their codes, or chosen here. */
export function PlacePicker({ mode, places, onChange }: PlacePickerProps) {
  const locations = useQuery(locationsQuery);
  const roles = placesOf[mode];
  if (roles.length === 0) return null;
  return (
    <FieldRow>
      {roles.map((role) => {
        const taken = roles.filter((other) => other !== role).map((other) => places[other]);
        const choices = locations.data?.filter(({ code }) => !taken.includes(code)) ?? [];
        return (
          <Field key={role} label={labels[role]} name={role} isRequired>
            {(control) => (
              <select
                {...control}
                value={places[role] ?? ''}
                onChange={({ target }) => onChange(role, target.value)}
              >
                <option value="">Scan or choose</option>
                {choices.map(({ code, name }) => (
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
