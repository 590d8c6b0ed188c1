/** An error of a command, shown to its user: what went wrong, then what to do. */
export class CommandError extends Error {
  override name = 'CommandError';
}
