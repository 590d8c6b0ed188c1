import { compile } from '@stockroom/service';
import { Type } from 'typebox';
import { ApiKey } from './api-key.ts';

/** Where API keys are kept. */
export interface KeyStore {
  /** In words: `the file .data/api-keys.json`. */
  readonly place: string;
  /** All keys, the revoked ones as well; none where nothing was kept yet. */
  read(): Promise<readonly ApiKey[]>;
  /**
   * Keeps what `change` makes of the keys. Nobody else's change in between is lost.
   *
   * @throws what `change` throws; nothing is kept then
   */
  change(change: (keys: readonly ApiKey[]) => readonly ApiKey[]): Promise<void>;
}

/** The file or secret is there and holds something else than keys. */
class UnreadableKeys extends Error {
  override name = 'UnreadableKeys';
}

const faultsOf = compile(Type.Object({ keys: Type.Array(ApiKey) }), { coerce: false });

/** @throws UnreadableKeys */
export function parseKeys(text: string, place: string): readonly ApiKey[] {
  const content = parseJson(text);
  const faults = faultsOf(content);
  if (faults.length > 0) {
    const first = faults.map(({ field, message }) => `${field} ${message}`.trim())[0];
    throw new UnreadableKeys(
      `There are no API keys in ${place}: ${first}. Put back what was there, or take it away to begin without keys.`,
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
