/**
 * Shortens text that a caller chose before it goes into a log line or a response.
 *
 * @param most characters (UTF-16 code units) that are kept; an ellipsis marks what was cut
 */
export const truncate = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`;
