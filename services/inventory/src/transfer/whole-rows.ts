import { setImmediate as turn } from 'node:timers/promises';

/**
 * Maximum number of bytes of one row in the file, including its commas and quotes: about ten times
 * the maximum of an item's fields.
 */
export const maxRowBytes = 256 * 1024;

/**
 * Approximate size of the pieces, in bytes. Other requests have their turn between two pieces, so
 * this bounds how long they wait: a row has at least 2 bytes, and reading and checking it takes about
 * 30 µs.
 */
const pieceSize = 2 * 1024;

/** A row has more than `maxRowBytes` bytes. The rows before it were yielded. */
export class RowTooLong extends Error {}

/**
 * Splits a body into pieces that end where a row ends, so that each can be parsed separately. Holds
 * one piece and one unfinished row in memory, however large the body is.
 *
 * @param maxCells reads rows of CSV: a line end in quotes is part of a cell, and empty lines are
 * skipped. Cells beyond this number are dropped, because a parser would allocate a value for each.
 * Without it, a row is a line.
 * @throws RowTooLong
 */
export async function* wholeRows(
  body: AsyncIterable<Buffer>,
  maxCells?: number,
): AsyncGenerator<Buffer> {
  const rows = new RowBuffer(maxCells);
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

/** Bytes of rows, of which the last one may be unfinished. */
class RowBuffer {
  readonly #maxCells: number | undefined;
  // Holds less than a piece of finished rows, one unfinished row, and the next piece.
  readonly #bytes = Buffer.allocUnsafe(maxRowBytes + 2 * pieceSize);
  #length = 0;
  #ended = 0;
  /** Bytes of the unfinished row, including dropped ones, and its cells. */
  #rowBytes = 0;
  #cells = 1;
  #isQuoted = false;

  constructor(maxCells: number | undefined) {
    this.#maxCells = maxCells;
  }

  /** Number of bytes of finished rows. */
  get ended(): number {
    return this.#ended;
  }

  get isTooLong(): boolean {
    return this.#rowBytes > maxRowBytes;
  }

  /** Adds at most a piece. Stops at a row that is too long. */
  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#endsRow(byte)) {
        if (this.#maxCells === undefined || this.#rowBytes > 0) this.#endRow();
        continue;
      }
      this.#rowBytes += 1;
      if (this.isTooLong) return;
      if (this.#isWithinCells(byte)) this.#bytes[this.#length++] = byte;
    }
  }

  /** Removes and returns the first bytes, all of them by default. */
  take(count = this.#length): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, count));
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#ended = 0;
    return taken;
  }

  #endsRow(byte: number): boolean {
    if (this.#maxCells === undefined) return byte === lineFeed;
    return !this.#isQuoted && (byte === lineFeed || byte === carriageReturn);
  }

  #endRow(): void {
    this.#bytes[this.#length++] = lineFeed;
    this.#ended = this.#length;
    this.#rowBytes = 0;
    this.#cells = 1;
  }

  #isWithinCells(byte: number): boolean {
    if (this.#maxCells === undefined) return true;
    // A doubled quote within quotes closes and opens them again.
    if (byte === quote) this.#isQuoted = !this.#isQuoted;
    else if (byte === comma && !this.#isQuoted) this.#cells += 1;
    return this.#cells <= this.#maxCells;
  }
}
