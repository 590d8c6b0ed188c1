import type { ItemFields } from '../item-columns.ts';

/** An item's text for searching: what a search must be a part of. */
export const searchText = ({ sku, name, barcode, tags }: ItemFields): string =>
  [sku, name, barcode ?? '', ...tags].join('\n').toLowerCase();

/**
 * The keys under which a text is found: every three characters in a row, and the first one and two
 * of every word. An index over them serves a search for any part of the text in any database; the
 * text itself then decides.
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

/** A search as an index serves it. */
export interface Search {
  /** All of them are among the keys of a text that is found. */
  readonly keys: readonly string[];
  /** Part of a text that is found; empty where the keys say all. */
  readonly part: string;
}

/** How a search is made: one or two characters must begin a word, more may stand anywhere. */
export function searchFor(text: string): Search {
  const part = text.toLowerCase();
  const { length } = [...part];
  return length < 3
    ? { keys: [wordBeginning(part, length)], part: '' }
    : { keys: [...new Set(searchKeys(part).filter((key) => !key.startsWith(beginning)))], part };
}

// A character that no text holds, so that beginnings and triples never meet.
const beginning = '\u0001';

const wordBeginning = (word: string, length: number): string =>
  beginning + [...word].slice(0, length).join('');
