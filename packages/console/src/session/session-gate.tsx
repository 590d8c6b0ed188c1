import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { sessionQuery, useIsIn } from '../api/session.ts';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { GrantedScopes } from './require-scope.tsx';
import { followSession } from './session-channel.ts';
import { SessionOver } from './session-ended-dialog.tsx';
import { NoAccessPage, SignInPage } from './sign-in-page.tsx';

/**
 * Shows the console to who is signed in, and to others how to sign in. Where a session ends while
 * a page is open, the page stays as it is behind a dialog: nothing that was typed is lost.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const { data: session, failureReason, refetch } = useQuery(sessionQuery);
  const isIn = useIsIn();
  const [granted, setGranted] = useState<readonly string[]>();
  const isOver = granted !== undefined && !isIn;
  useReadingAgain(isOver);
  useEffect(followSession, []);

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
  if (isIn && granted !== session.scopes) setGranted(session.scopes);
  if (!granted) {
    return session.person ? <NoAccessPage person={session.person} /> : <SignInPage {...session} />;
  }
  return (
    <GrantedScopes value={granted}>
      {children}
      {isOver && <SessionOver signIn={session.signIn} person={session.person} />}
    </GrantedScopes>
  );
}

/** What was refused while a session was over is read again when somebody is signed in again. */
function useReadingAgain(isOver: boolean): void {
  const queryClient = useQueryClient();
  const wasOver = useRef(false);
  useEffect(() => {
    if (wasOver.current && !isOver) {
      const [session] = sessionQuery.queryKey;
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== session });
    }
    wasOver.current = isOver;
  }, [isOver, queryClient]);
}
