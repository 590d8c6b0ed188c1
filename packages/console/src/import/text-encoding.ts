/** Encodings that spreadsheet programs save CSV files in. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * Detects a file's encoding: by its byte order mark, otherwise UTF-8 if the bytes are valid UTF-8.
 * Anything else is most likely Windows-1252, the default of Windows in western Europe.
 *
 * @param isWhole whether these bytes are the whole file. A part may end within a character
 */
export function detectEncoding(bytes: Uint8Array, isWhole: boolean): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
