/** A range of IPv4 addresses, in CIDR notation `10.0.0.0/16`. */
export interface AddressRange {
  /** The first address, as a number. */
  readonly start: number;
  /** How many leading bits are fixed. */
  readonly prefix: number;
}

/** Parses CIDR notation; `undefined` for an invalid range, or an address that is not the first of its range. */
export function parseAddressRange(cidr: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((byte) => byte > 255) || prefix > 32) return undefined;
  const start = ((a * 256 + b) * 256 + c) * 256 + d;
  return start % sizeOf(prefix) === 0 ? { start, prefix } : undefined;
}

/** Whether two ranges have an address in common. */
export function overlap(one: AddressRange, other: AddressRange): boolean {
  return (
    one.start < other.start + sizeOf(other.prefix) && other.start < one.start + sizeOf(one.prefix)
  );
}

/**
 * One quarter of a range, by its index from 0 to 3.
 *
 * @throws Error for an invalid range or index
 */
export function quarterOf(cidr: string, index: number): string {
  const range = parseAddressRange(cidr);
  if (range === undefined) throw new Error(`${cidr} is not an address range like 10.0.0.0/16`);
  if (index < 0 || index > 3) throw new Error(`A range has the quarters 0 to 3, not ${index}`);
  const prefix = range.prefix + 2;
  return format({ start: range.start + index * sizeOf(prefix), prefix });
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

function format({ start, prefix }: AddressRange): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${bytes.join('.')}/${prefix}`;
}
