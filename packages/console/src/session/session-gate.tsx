import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { sessionQuery, useCanRead } from '../api/session.ts';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { GrantedScopes } from './require-scope.tsx';
import { watchSessionChanges } from './session-channel.ts';
import { SessionEndedDialog } from './session-ended-dialog.tsx';
import { NoAccessPage, SignInPage } from './sign-in-page.tsx';

/**
 * Shows the console to signed-in users and the sign-in page to everyone else. If the session ends
 * while a page is open, the page stays as it is behind a dialog, so that no input is lost.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const { data: session, failureReason, refetch } = useQuery(sessionQuery);
  const canRead = useCanRead();
  const [granted, setGranted] = useState<readonly string[]>();
  const hasEnded = granted !== undefined && !canRead;
  useRefetchAfterSignIn(hasEnded);
  useEffect(watchSessionChanges, []);

  if (!session) {
    return (
      <main>
        {failureReason ? (
          <ProblemPanel error={failureReason} onRetry={refetch} />
        ) : (
          <PageSkeleton />
        )}
      </main>
    );
  }
  if (canRead && granted !== session.scopes) setGranted(session.scopes);
  if (!granted) {
    return session.person ? <NoAccessPage person={session.person} /> : <SignInPage {...session} />;
  }
  return (
    <GrantedScopes value={granted}>
      {children}
      {hasEnded && <SessionEndedDialog signIn={session.signIn} person={session.person} />}
    </GrantedScopes>
  );
}

/** Refetches all queries once the user has signed in again: they failed without a session. */
function useRefetchAfterSignIn(hasEnded: boolean): void {
  const queryClient = useQueryClient();
  const hadEnded = useRef(false);
  useEffect(() => {
    if (hadEnded.current && !hasEnded) {
      const [session] = sessionQuery.queryKey;
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== session });
    }
    hadEnded.current = hasEnded;
  }, [hasEnded, queryClient]);
}
