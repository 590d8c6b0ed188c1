import type { Scope } from '@stockroom/client';
import { useMutation } from '@tanstack/react-query';
import { whatToDo } from '../api/problems.ts';
import { useSession } from '../api/session.ts';
import { Menu } from '../components/menu.tsx';
import { notify } from '../components/notices.tsx';
import styles from './account-menu.module.css';
import { signOut } from './sign-out.ts';

const abilities: readonly { readonly scope: Scope; readonly words: string }[] = [
  { scope: 'inventory:read', words: 'see everything' },
  { scope: 'inventory:write', words: 'change items, stock and reservations' },
  { scope: 'inventory:admin', words: 'add locations' },
];

/** Who is signed in, what they may do, and the way out. */
export function AccountMenu() {
  const session = useSession();
  const leaving = useMutation({
    mutationFn: signOut,
    onError: (error) => notify({ message: whatToDo(error), tone: 'failed' }),
  });
  if (!session?.person) return null;
  const { person, scopes } = session;
  return (
    <Menu
      weight="quiet"
      label={
        <>
          <span className={styles.initial} aria-hidden="true">
            {person.name.slice(0, 1).toUpperCase()}
          </span>
          <span className={styles.name}>{person.name}</span>
        </>
      }
    >
      <div className={styles.person}>
        <strong>{person.name}</strong>
        {person.email && <p>{person.email}</p>}
        <p>You may:</p>
        <ul>
          {abilities
            .filter(({ scope }) => scopes.includes(scope))
            .map(({ scope, words }) => (
              <li key={scope}>{words}</li>
            ))}
        </ul>
      </div>
      <hr />
      <button type="button" disabled={leaving.isPending} onClick={() => leaving.mutate()}>
        Sign out
      </button>
    </Menu>
  );
}
