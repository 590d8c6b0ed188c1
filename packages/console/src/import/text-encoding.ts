/** The encodings that spreadsheets save CSV files in. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * Tells a file's encoding from its beginning: by its byte order mark, else by whether it is UTF-8.
 * What is neither is most likely what Windows has used in the west for decades.
 *
 * @param isWhole whether these bytes are the whole file; a beginning may end within a character
 */
export function encodingOf(bytes: Uint8Array, isWhole: boolean): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
