import { describe, expect, test } from 'vitest';
import { cursorsOf, withPage } from '../../src/items/use-refetch-visible-pages.ts';

/** Three pages of two: a b, c d, e f. The cursor of a page is the last entry before it. */
const list = {
  pages: [
    { entries: ['a', 'b'], nextCursor: 'b' },
    { entries: ['c', 'd'], nextCursor: 'd' },
    { entries: ['e', 'f'], nextCursor: null },
  ],
  pageParams: [undefined, 'b', 'd'],
};

describe('the pages that are read again', () => {
  test('are those with rows on screen', () => {
    expect(cursorsOf(list, { first: 0, last: 1 })).toEqual([undefined]);
    expect(cursorsOf(list, { first: 1, last: 2 })).toEqual([undefined, 'b']);
    expect(cursorsOf(list, { first: 4, last: 99 })).toEqual(['d']);
  });
});

describe('a page that was read again', () => {
  test('takes the place of the old one', () => {
    const changed = withPage(list, 'b', { entries: ['C', 'd'], nextCursor: 'd' });

    expect(changed.pages.flatMap(({ entries }) => entries)).toEqual(['a', 'b', 'C', 'd', 'e', 'f']);
  });

  test('drops those after it when it ends elsewhere, as they would skip an entry', () => {
    const inserted = withPage(list, 'b', { entries: ['bb', 'c'], nextCursor: 'c' });

    expect(inserted.pages.flatMap(({ entries }) => entries)).toEqual(['a', 'b', 'bb', 'c']);
    expect(inserted.pageParams).toEqual([undefined, 'b']);
  });

  test('is left out when its list no longer has it', () => {
    expect(withPage(list, 'gone', { entries: [], nextCursor: null })).toBe(list);
  });
});
