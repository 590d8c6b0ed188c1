/** Ports from and to, both included. */
export type PortRange = readonly [from: number, to: number];

export const everyPort: readonly PortRange[] = [[0, 65_535]];

/** The ports that are in both. */
export function inBoth(one: readonly PortRange[], other: readonly PortRange[]): PortRange[] {
  return merge(
    one.flatMap(([from, to]) =>
      other
        .map(([start, end]): PortRange => [Math.max(from, start), Math.min(to, end)])
        .filter(([start, end]) => start <= end),
    ),
  );
}

/** The ports of one that are not in the other. */
export function without(one: readonly PortRange[], other: readonly PortRange[]): PortRange[] {
  return other.reduce<PortRange[]>(
    (left, [start, end]) =>
      left.flatMap(([from, to]) =>
        (
          [
            [from, Math.min(to, start - 1)],
            [Math.max(from, end + 1), to],
          ] as PortRange[]
        ).filter(([first, last]) => first <= last),
      ),
    [...one],
  );
}

/** The ports in order, none twice, ranges that touch as one. */
export function merge(ranges: readonly PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const [from, to] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = merged.at(-1);
    if (last === undefined || from > last[1] + 1) merged.push([from, to]);
    else merged.splice(-1, 1, [last[0], Math.max(last[1], to)]);
  }
  return merged;
}
