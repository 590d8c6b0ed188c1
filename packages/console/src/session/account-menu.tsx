import type { Scope } from '@stockroom/client';
import { useMutation } from '@tanstack/react-query';
import { errorMessage } from '../api/problems.ts';
import { useSession } from '../api/session.ts';
import { Menu } from '../components/menu.tsx';
import { notify } from '../components/notices.tsx';
import styles from './account-menu.module.css';
import { signOut } from './sign-out.ts';

const permissions: readonly { readonly scope: Scope; readonly label: string }[] = [
  { scope: 'inventory:read', label: 'view the inventory' },
  { scope: 'inventory:write', label: 'change items, stock and reservations' },
  { scope: 'inventory:admin', label: 'add locations' },
];

/** The signed-in user, their permissions, and the sign-out button. */
export function AccountMenu() {
  const session = useSession();
  const mutation = useMutation({
    mutationFn: signOut,
    onError: (error) => notify({ message: errorMessage(error), tone: 'failed' }),
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
        <p>You can:</p>
        <ul>
          {permissions
            .filter(({ scope }) => scopes.includes(scope))
            .map(({ scope, label }) => (
              <li key={scope}>{label}</li>
            ))}
        </ul>
      </div>
      <hr />
      <button type="button" disabled={mutation.isPending} onClick={() => mutation.mutate()}>
        Sign out
      </button>
    </Menu>
  );
}
