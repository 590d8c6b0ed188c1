import { PassThrough, type Readable } from 'node:stream';
import type { Caller } from '../callers/caller.ts';

/**
 * Maximum duration of an event stream. Permissions are checked only at its start, so it must end
 * from time to time.
 */
const maxMilliseconds = 15 * 60_000;

/**
 * Ends an event stream when the caller's credentials expire, or after 15 minutes. The caller
 * reconnects and resumes the stream, if it still has permission.
 */
export function endWithCredentials(events: Readable, caller: Caller | undefined): Readable {
  const expires = caller?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const timed = new PassThrough();
  const timer = setTimeout(
    () => {
      events.unpipe(timed);
      timed.end();
    },
    Math.min(maxMilliseconds, Math.max(0, expires - Date.now())),
  );
  events.once('error', (error) => timed.destroy(error));
  timed.once('close', () => {
    clearTimeout(timer);
    events.destroy();
  });
  return events.pipe(timed);
}
