/**
 * Shortens text that a caller chose before it goes into a log line or a response.
 *
 * @param most characters (UTF-16 code units); the last of them is an ellipsis where text was cut
 */
export const truncate = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
