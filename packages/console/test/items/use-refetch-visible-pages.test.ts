import { describe, expect, test } from 'vitest';
import { replacePage, visibleCursors } from '../../src/items/use-refetch-visible-pages.ts';

/** Three pages of two: a b, c d, e f. The cursor of a page is the last entry before it. */
const list = {
  pages: [
    { entries: ['a', 'b'], nextCursor: 'b' },
    { entries: ['c', 'd'], nextCursor: 'd' },
    { entries: ['e', 'f'], nextCursor: null },
  ],
  pageParams: [undefined, 'b', 'd'],
};

describe('the refetched pages', () => {
  test('are those with rows on screen', () => {
    expect(visibleCursors(list, { first: 0, last: 1 })).toEqual([undefined]);
    expect(visibleCursors(list, { first: 1, last: 2 })).toEqual([undefined, 'b']);
    expect(visibleCursors(list, { first: 4, last: 99 })).toEqual(['d']);
  });
});

describe('a refetched page', () => {
  test('replaces the previous one', () => {
    const changed = replacePage(list, 'b', { entries: ['C', 'd'], nextCursor: 'd' });

    expect(changed.pages.flatMap(({ entries }) => entries)).toEqual(['a', 'b', 'C', 'd', 'e', 'f']);
  });

  test('drops the later pages if it ends elsewhere, as they would skip an entry', () => {
    const inserted = replacePage(list, 'b', { entries: ['bb', 'c'], nextCursor: 'c' });

    expect(inserted.pages.flatMap(({ entries }) => entries)).toEqual(['a', 'b', 'bb', 'c']);
    expect(inserted.pageParams).toEqual([undefined, 'b']);
  });

  test('is ignored if its list no longer has it', () => {
    expect(replacePage(list, 'gone', { entries: [], nextCursor: null })).toBe(list);
  });
});
