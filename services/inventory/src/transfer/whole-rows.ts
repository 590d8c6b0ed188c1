import { setImmediate as turn } from 'node:timers/promises';

/**
 * Most bytes of one row as it stands in the file, with its commas and quotes: about ten times what
 * an item may hold in all its fields.
 */
export const longestRow = 256 * 1024;

/**
 * Rows are passed on in pieces of about this many bytes. Other requests have their turn between two
 * pieces, so this bounds how long they wait: a row has at least 2 bytes, and reading and checking it
 * takes about 30 µs.
 */
const pieceSize = 2 * 1024;

/** A row has more than `longestRow` bytes. The rows before it were passed on. */
export class RowTooLong extends Error {}

/**
 * Passes a body on in pieces that end where a row ends, so that each can be parsed by itself. It
 * holds one piece and one unfinished row, whatever the body is.
 *
 * @param mostCells makes the rows those of a CSV file: a line end in quotes is part of a cell, empty
 * lines are left out, and so is what a row has beyond so many cells, because a parser would make a
 * value of each. Without it a row is a line.
 * @throws RowTooLong
 */
export async function* wholeRows(
  body: AsyncIterable<Buffer>,
  mostCells?: number,
): AsyncGenerator<Buffer> {
  const rows = new RowBuffer(mostCells);
  for await (const chunk of body) {
    for (let start = 0; start < chunk.length; start += pieceSize) {
      rows.add(chunk.subarray(start, start + pieceSize));
      if (rows.ended >= pieceSize || rows.isTooLong) {
        yield rows.take(rows.ended);
        // What has arrived already would be read to its end without one.
        await turn();
      }
      if (rows.isTooLong) throw new RowTooLong();
    }
  }
  yield rows.take();
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const comma = 0x2c;

/** Bytes of rows, of which the last may not have ended yet. */
class RowBuffer {
  readonly #mostCells: number | undefined;
  // What is taken leaves less than a piece of rows that ended, and one that did not.
  readonly #bytes = Buffer.allocUnsafe(longestRow + 2 * pieceSize);
  #length = 0;
  #ended = 0;
  /** Of the row that has not ended: its bytes, also those left out, and its cells. */
  #rowBytes = 0;
  #cells = 1;
  #isQuoted = false;

  constructor(mostCells: number | undefined) {
    this.#mostCells = mostCells;
  }

  /** How many of the first bytes are of rows that have ended. */
  get ended(): number {
    return this.#ended;
  }

  get isTooLong(): boolean {
    return this.#rowBytes > longestRow;
  }

  /** Adds at most a piece. Stops where a row is too long. */
  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#endsRow(byte)) {
        if (this.#mostCells === undefined || this.#rowBytes > 0) this.#endRow();
        continue;
      }
      this.#rowBytes += 1;
      if (this.isTooLong) return;
      if (this.#isWithinCells(byte)) this.#bytes[this.#length++] = byte;
    }
  }

  /** Takes the first bytes out, all of them by default. */
  take(count = this.#length): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, count));
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#ended = 0;
    return taken;
  }

  #endsRow(byte: number): boolean {
    if (this.#mostCells === undefined) return byte === lineFeed;
    return !this.#isQuoted && (byte === lineFeed || byte === carriageReturn);
  }

  #endRow(): void {
    this.#bytes[this.#length++] = lineFeed;
    this.#ended = this.#length;
    this.#rowBytes = 0;
    this.#cells = 1;
  }

  #isWithinCells(byte: number): boolean {
    if (this.#mostCells === undefined) return true;
    // A quote in quotes is written twice, which opens and closes them again.
    if (byte === quote) this.#isQuoted = !this.#isQuoted;
    else if (byte === comma && !this.#isQuoted) this.#cells += 1;
    return this.#cells <= this.#mostCells;
  }
}
