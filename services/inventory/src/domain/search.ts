import type { ItemFields } from '../item-columns.ts';

/** The text of an item in which searches look. */
export const searchText = ({ sku, name, barcode, tags }: ItemFields): string =>
  [sku, name, barcode ?? '', ...tags].join('\n').toLowerCase();

/**
 * The keys by which a text is found: every sequence of three characters, and the first one and two
 * characters of every word. An index over them finds candidates for any part of the text, in any
 * database; the text itself then decides.
 */
export function searchKeys(text: string): string[] {
  const characters = [...text];
  const triples = characters
    .slice(2)
    .map((_, index) => characters.slice(index, index + 3).join(''));
  const beginnings = text
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .flatMap((word) => [wordBeginning(word, 1), wordBeginning(word, 2)]);
  return [...new Set([...triples, ...beginnings])];
}

/** A search as an index can serve it. */
export interface Search {
  /** A matching text has all of these keys. */
  readonly keys: readonly string[];
  /** A matching text contains it. Empty if the keys decide alone. */
  readonly part: string;
}

/** Prepares a search: one or two characters match the beginning of a word, more match anywhere. */
export function searchFor(text: string): Search {
  const part = text.toLowerCase();
  const { length } = [...part];
  return length < 3
    ? { keys: [wordBeginning(part, length)], part: '' }
    : { keys: [...new Set(searchKeys(part).filter((key) => !key.startsWith(beginning)))], part };
}

// A character that no text contains, so that beginnings and triples never collide.
const beginning = '\u0001';

const wordBeginning = (word: string, length: number): string =>
  beginning + [...word].slice(0, length).join('');
