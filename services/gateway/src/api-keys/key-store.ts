import { compile } from '@stockroom/service';
import { Type } from 'typebox';
import { ApiKey } from './api-key.ts';

/** Where API keys are stored. */
export interface KeyStore {
  /** The location for messages: `the file .data/api-keys.json`. */
  readonly place: string;
  /** All keys, including revoked ones; empty before the first key is stored. */
  read(): Promise<readonly ApiKey[]>;
  /**
   * Replaces the keys with the result of `change`. A concurrent change is never overwritten.
   *
   * @throws what `change` throws; nothing is stored then
   */
  change(change: (keys: readonly ApiKey[]) => readonly ApiKey[]): Promise<void>;
}

/** The file or secret exists, but its content is not a valid key document. */
class InvalidKeyDocument extends Error {
  override name = 'InvalidKeyDocument';
}

const check = compile(Type.Object({ keys: Type.Array(ApiKey) }), { coerce: false });

/** @throws InvalidKeyDocument */
export function parseKeys(text: string, place: string): readonly ApiKey[] {
  const content = parseJson(text);
  const [violation] = check(content);
  if (violation) {
    const { field, message } = violation;
    throw new InvalidKeyDocument(
      `There are no API keys in ${place}: ${`${field} ${message}`.trim()}. Restore its previous content, or delete it to start without keys.`,
    );
  }
  return (content as { keys: ApiKey[] }).keys;
}

export const formatKeys = (keys: readonly ApiKey[]): string =>
  `${JSON.stringify({ keys }, null, 2)}\n`;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
