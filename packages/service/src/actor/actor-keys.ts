import { Problem } from '../problem.ts';
import { type ActorKey, actorKeyOf } from './actor-key.ts';

/** The keys that the actors of requests are signed with. */
export interface ActorKeys {
  /**
   * The key that signs.
   *
   * @throws Problem 503 where none could be read yet
   */
  signing(): Promise<ActorKey>;
  /**
   * The key with an id, among those that verify; undefined where there is none.
   *
   * @throws Problem 503 where it is not known and keys cannot be read
   */
  withId(id: string): Promise<ActorKey | undefined>;
  /** Looks for newer keys. Does not fail. */
  refresh(): Promise<void>;
}

/**
 * Keys that stay the same while the service runs.
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

/** No key can be read now. */
export const actorKeysUnavailable = (): Problem =>
  new Problem(
    503,
    'actor-key-unavailable',
    'Callers cannot be verified now',
    'The key that actors are signed with cannot be read. Try again in a few seconds.',
    { headers: { 'retry-after': '5' } },
  );
