/**
 * Shortens text from a caller before it goes into a log line or a response.
 *
 * @param maxLength in UTF-16 code units; a shortened text ends with an ellipsis
 */
export const truncate = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;

/** The path of a URL that may have a query. */
export const pathOf = (url: string): string => url.replace(/\?.*$/s, '');
