import { fingerprint } from '../domain/fingerprint.ts';
import type { CommandContext } from '../domain/unit-of-work.ts';

interface CommandRequest {
  readonly actor: string;
  readonly headers: { 'idempotency-key': string; [name: string]: unknown };
  readonly params: unknown;
  readonly body: unknown;
}

/** The context of the command that a request contains. */
export function commandContextOf(
  operation: string,
  { actor, headers, params, body }: CommandRequest,
): CommandContext {
  return {
    idempotencyKey: headers['idempotency-key'],
    fingerprint: fingerprint(operation, { params, body }),
    actor,
  };
}
