import { describe, expect, it } from 'vitest';
import { overlap, parseAddressRange, quarterOf } from '../src/address-range.ts';

const range = (cidr: string) => {
  const parsed = parseAddressRange(cidr);
  if (parsed === undefined) throw new Error(`${cidr} is no range`);
  return parsed;
};

describe('an address range', () => {
  it.each(['10.0.0.0/16', '0.0.0.0/0', '255.255.255.255/32'])('can be %s', (cidr) => {
    expect(parseAddressRange(cidr)).toBeDefined();
  });

  it.each(['10.0.0.0', '10.0.0/16', '10.0.0.256/32', '10.0.0.0/33', '10.0.1.0/16', 'ten'])(
    'cannot be %s',
    (cidr) => {
      expect(parseAddressRange(cidr)).toBeUndefined();
    },
  );

  it('is cut in four quarters that follow each other', () => {
    expect([0, 1, 2, 3].map((index) => quarterOf('10.0.0.0/16', index))).toEqual([
      '10.0.0.0/18',
      '10.0.64.0/18',
      '10.0.128.0/18',
      '10.0.192.0/18',
    ]);
  });

  it('overlaps with one inside it, and with one that it is inside of', () => {
    expect(overlap(range('10.0.0.0/16'), range('10.0.4.0/24'))).toBe(true);
    expect(overlap(range('10.0.4.0/24'), range('10.0.0.0/16'))).toBe(true);
  });

  it('does not overlap with its neighbour', () => {
    expect(overlap(range('10.0.0.0/16'), range('10.1.0.0/16'))).toBe(false);
  });
});
