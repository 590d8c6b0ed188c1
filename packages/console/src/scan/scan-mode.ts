/** What happens when an item is scanned. */
export const scanModes = ['receive', 'transfer', 'count', 'lookup'] as const;
export type ScanMode = (typeof scanModes)[number];

/** What a location is used for in a scan mode. */
export type LocationRole = 'location' | 'from' | 'to';

/** Codes of the scanned or selected locations, by role. */
export type ScanLocations = { readonly [Role in LocationRole]?: string };

/** The locations that each mode requires, in the order they are scanned. */
export const rolesOf: Readonly<Record<ScanMode, readonly LocationRole[]>> = {
  receive: ['location'],
  transfer: ['from', 'to'],
  count: ['location'],
  lookup: [],
};

/** The locations that are still missing before an item can be recorded. */
export const missingRoles = (mode: ScanMode, locations: ScanLocations): readonly LocationRole[] =>
  rolesOf[mode].filter((role) => locations[role] === undefined);

/** Assigns a scanned location to the first missing role. If none is missing, starts over with it. */
export function assignLocation(
  mode: ScanMode,
  locations: ScanLocations,
  code: string,
): ScanLocations {
  const [missing] = missingRoles(mode, locations);
  if (missing) return { ...locations, [missing]: code };
  const [first] = rolesOf[mode];
  return first ? { [first]: code } : locations;
}
