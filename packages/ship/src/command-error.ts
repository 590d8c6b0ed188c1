/** What a command tells the person who typed it: what went wrong, and as its last sentence what to do. */
export class CommandError extends Error {
  override name = 'CommandError';
}
