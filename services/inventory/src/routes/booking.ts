import { fingerprint } from '../domain/fingerprint.ts';
import type { CommandContext } from '../domain/unit-of-work.ts';

/** The header in which the gateway names the caller it has authenticated. */
export const actorHeader = 'x-stockroom-actor';

interface BookingRequest {
  readonly headers: { 'idempotency-key': string; [name: string]: unknown };
  readonly params: unknown;
  readonly body: unknown;
}

/** What a request says about the change of stock that it asks for, beside the change itself. */
export function bookingOf(
  operation: string,
  { headers, params, body }: BookingRequest,
): CommandContext {
  return {
    idempotencyKey: headers['idempotency-key'],
    fingerprint: fingerprint(operation, { params, body }),
    actor: actorOf(headers),
  };
}

/** Who makes the request. */
export function actorOf(headers: { readonly [name: string]: unknown }): string {
  const actor = headers[actorHeader];
  return typeof actor === 'string' && actor !== '' ? actor : 'anonymous';
}
