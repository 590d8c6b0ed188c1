/** What scanning an item does. */
export const scanModes = ['receive', 'transfer', 'count', 'lookup'] as const;
export type ScanMode = (typeof scanModes)[number];

/** The role that a location plays. */
export type Place = 'location' | 'from' | 'to';

/** Codes of the locations that were scanned or chosen. */
export type Places = { readonly [Role in Place]?: string };

/** The locations that a mode needs, in the order in which they are scanned. */
export const placesOf: Readonly<Record<ScanMode, readonly Place[]>> = {
  receive: ['location'],
  transfer: ['from', 'to'],
  count: ['location'],
  lookup: [],
};

/** What a mode still misses before an item can be booked. */
export const missingPlaces = (mode: ScanMode, places: Places): readonly Place[] =>
  placesOf[mode].filter((place) => places[place] === undefined);

/** Puts a scanned location where it is missing; where none is, scanning begins anew with it. */
export function withScannedPlace(mode: ScanMode, places: Places, code: string): Places {
  const [missing] = missingPlaces(mode, places);
  if (missing) return { ...places, [missing]: code };
  const [first] = placesOf[mode];
  return first ? { [first]: code } : places;
}
