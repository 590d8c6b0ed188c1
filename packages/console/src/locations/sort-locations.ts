import type { Location } from '@stockroom/client';

const byCode = (one: Location, other: Location) => one.code.localeCompare(other.code);

/** Warehouses by code, each followed by its bins. Bins whose warehouse is missing come last. */
export function sortLocations(locations: readonly Location[]): readonly Location[] {
  const sorted = locations.toSorted(byCode);
  const warehouses = sorted.filter(({ parent }) => parent === null);
  const binsOf = Map.groupBy(sorted, ({ parent }) => parent);
  const grouped = warehouses.flatMap((warehouse) => [
    warehouse,
    ...(binsOf.get(warehouse.code) ?? []),
  ]);
  return [...new Set([...grouped, ...sorted])];
}
