/** How values of one kind are written in CSV cells. */
export interface CellFormat<Value> {
  write(value: Value): string | number | boolean;
  /**
   * Reads a cell that is not empty. A cell of another kind is returned unchanged: the schema of
   * the row then rejects it.
   */
  read(cell: string): unknown;
}

export const text: CellFormat<string> = { write: (value) => value, read: (cell) => cell };

export const number: CellFormat<number> = {
  write: (value) => value,
  read: (cell) => (/^-?\d+(\.\d+)?$/.test(cell.trim()) ? Number(cell) : cell),
};

export const truth: CellFormat<boolean> = {
  write: (value) => value,
  read: (cell) => {
    const word = cell.trim().toLowerCase();
    return word === 'true' ? true : word === 'false' ? false : cell;
  },
};

/** An object as JSON; an empty one is an empty cell. */
export const json: CellFormat<object> = {
  write: (value) => (Object.keys(value).length === 0 ? '' : JSON.stringify(value)),
  read: parsedJson,
};

/** Words separated by semicolons, or a JSON array where a word would not survive that. */
export const tags: CellFormat<readonly string[]> = {
  write: (words) =>
    words.some((word) => /;|^\[|^\s|\s$/.test(word)) ? JSON.stringify(words) : words.join(';'),
  read: (cell) =>
    cell.startsWith('[')
      ? parsedJson(cell)
      : cell
          .split(';')
          .map((word) => word.trim())
          .filter((word) => word !== ''),
};

function parsedJson(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

/**
 * Escapes a cell that a spreadsheet would evaluate as a formula: puts an apostrophe in front of it.
 * A cell that already begins with apostrophes and then a formula gets one more, so that
 * {@link unescapeFormula} restores every cell exactly.
 */
export const escapeFormula = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);

/** Reverses {@link escapeFormula}. */
export const unescapeFormula = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;

// Spreadsheets in some languages also evaluate the full-width forms.
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;
