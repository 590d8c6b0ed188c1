import { Problem } from '../problem.ts';
import { type ActorKey, actorKeyOf } from './actor-key.ts';

/** The keys that the actors of requests are signed with. */
export interface ActorKeys {
  /**
   * The key that signs.
   *
   * @throws Problem 503 while no key has been read
   */
  signing(): Promise<ActorKey>;
  /**
   * The verifying key with an id; undefined for an unknown id.
   *
   * @throws Problem 503 where the id is unknown and the keys cannot be read
   */
  withId(id: string): Promise<ActorKey | undefined>;
  /** Reads the keys again. Never rejects. */
  refresh(): Promise<void>;
}

/**
 * Keys that do not change while the service runs.
 *
 * @param texts random texts: the first signs, all verify
 */
export function fixedActorKeys(texts: readonly [string, ...string[]]): ActorKeys {
  const [first, ...others] = texts;
  const signing = actorKeyOf(first);
  const all = [signing, ...others.map(actorKeyOf)];
  return {
    signing: async () => signing,
    withId: async (wanted) => all.find(({ id }) => id === wanted),
    refresh: async () => {},
  };
}

/** The keys cannot be read at the moment. */
export const actorKeysUnavailable = (): Problem =>
  new Problem(
    503,
    'actor-key-unavailable',
    'Callers cannot be verified at the moment',
    'The key that signs actors cannot be read. Try again in a few seconds.',
    { headers: { 'retry-after': '5' } },
  );
