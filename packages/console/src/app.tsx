import { QueryClientProvider } from '@tanstack/react-query';
import { Route, Switch } from 'wouter';
import { queryClient } from './api/query-client.ts';
import { PageTitle } from './components/page-header.tsx';
import { type PageEntry, pages } from './pages.tsx';
import { RequireScopePage } from './session/require-scope.tsx';
import { SessionGate } from './session/session-gate.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';

/** The console: providers, sign-in, the shell, and a route for each page. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <SessionGate>
        <Shell>
          <Switch>
            {pages.map((page) => (
              <Route key={page.path} path={page.path}>
                <CurrentPage page={page} />
              </Route>
            ))}
            <Route>
              <NotFoundPage />
            </Route>
          </Switch>
        </Shell>
      </SessionGate>
    </QueryClientProvider>
  );
}

function CurrentPage({ page: { title, scope, component: Component } }: { page: PageEntry }) {
  const content = (
    <PageTitle value={title}>
      <Component />
    </PageTitle>
  );
  return scope ? <RequireScopePage scope={scope}>{content}</RequireScopePage> : content;
}
