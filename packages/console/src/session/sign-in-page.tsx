import type { ReactNode } from 'react';
import type { Person } from '../api/session.ts';
import button from '../components/button.module.css';
import { WindowTitle } from '../components/page-header.tsx';
import { gatewayPaths, signInUrl } from '../paths.ts';
import styles from './sign-in-page.module.css';
import { SignOutButton } from './sign-out-button.tsx';

/** Shown without a session: a button to the issuer, which returns to the current page. */
export function SignInPage({ signIn }: { signIn: string | null }) {
  if (signIn === null) {
    return (
      <Card title="Sign-in is not set up">
        <p>
          This Stockroom accepts only programs with an API key. To let people sign in, set
          OIDC_ISSUER and the related variables of the gateway. For local development, set
          DEVELOPMENT_SIGN_IN.
        </p>
        <p>
          <a href={gatewayPaths.docs}>API documentation</a>
        </p>
      </Card>
    );
  }
  const { pathname, search } = window.location;
  return (
    <Card title="Sign in to Stockroom">
      <p>You'll return to this page after signing in.</p>
      <a
        className={`${button.button} ${button.primary}`}
        href={signInUrl(signIn, `${pathname}${search}`)}
      >
        Sign in
      </a>
    </Card>
  );
}

/** Shown to a signed-in user without read access. */
export function NoAccessPage({ person }: { person: Person }) {
  return (
    <Card title="You don't have access">
      <p>
        You are signed in as {person.name}. This account cannot view the inventory. Ask your
        administrator for access, or sign in with another account.
      </p>
      <SignOutButton />
    </Card>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <WindowTitle title={title} />
      <div className={styles.card}>
        <img src="/favicon.svg" alt="" width="48" height="48" />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
