import type { ReactNode } from 'react';
import type { Person } from '../api/session.ts';
import button from '../components/button.module.css';
import { signInAddress } from './sign-in-address.ts';
import styles from './sign-in-page.module.css';
import { SignOutButton } from './sign-out-button.tsx';

/** For who is not signed in: the one button that leads through the issuer and back to this place. */
export function SignInPage({ signIn }: { signIn: string | null }) {
  if (signIn === null) {
    return (
      <Card title="Nobody can sign in here">
        <p>
          This Stockroom has no sign-in set up, so that only programs with an API key can use it.
          Whoever runs it sets it up with OIDC_ISSUER and its companions, or DEVELOPMENT_SIGN_IN on
          a machine of their own.
        </p>
        <p>
          <a href="/docs">The API’s documentation</a>
        </p>
      </Card>
    );
  }
  const { pathname, search } = window.location;
  return (
    <Card title="Sign in to Stockroom">
      <p>You come back to this page afterwards.</p>
      <a
        className={`${button.button} ${button.primary}`}
        href={signInAddress(signIn, `${pathname}${search}`)}
      >
        Sign in
      </a>
    </Card>
  );
}

/** For who is signed in and may not even look. */
export function NoAccessPage({ person }: { person: Person }) {
  return (
    <Card title="You may not use this Stockroom">
      <p>
        You are signed in as {person.name}, who may not read the inventory. Ask whoever administers
        it, or sign in as somebody else.
      </p>
      <SignOutButton />
    </Card>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <title>{`${title} – Stockroom`}</title>
      <div className={styles.card}>
        <img src="/favicon.svg" alt="" width="48" height="48" />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
