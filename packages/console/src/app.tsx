import { QueryClientProvider } from '@tanstack/react-query';
import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { queryClient } from './api/query-client.ts';
import { ItemsPage } from './items/items-page.tsx';
import { MayPage } from './session/require-scope.tsx';
import { SessionGate } from './session/session-gate.tsx';
import { signedInPath } from './session/sign-in-address.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';

// The first page comes with the first load; every other page when it is asked for.
const ImportPage = lazy(() => import('./import/import-page.tsx'));
const ItemPage = lazy(() => import('./items/item-page.tsx'));
const LabelsPage = lazy(() => import('./labels/labels-page.tsx'));
const LocationsPage = lazy(() => import('./locations/locations-page.tsx'));
const LowStockPage = lazy(() => import('./reports/low-stock-page.tsx'));
const NewReservationPage = lazy(() => import('./reservations/new-reservation-page.tsx'));
const OverviewPage = lazy(() => import('./reports/overview-page.tsx'));
const ReservationPage = lazy(() => import('./reservations/reservation-page.tsx'));
const ScanPage = lazy(() => import('./scan/scan-page.tsx'));
const ReservationsPage = lazy(() => import('./reservations/reservations-page.tsx'));
const SignedInPage = lazy(() => import('./session/signed-in-page.tsx'));

/** The console: what every page shares, and which page stands at which path. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <SessionGate>
        <Shell>
          <Switch>
            <Route path="/">
              <ItemsPage />
            </Route>
            <Route path="/items/:sku">
              {({ sku }) => <ItemPage key={sku} sku={decodeURIComponent(sku)} />}
            </Route>
            <Route path="/import">
              <MayPage scope="inventory:write">
                <ImportPage />
              </MayPage>
            </Route>
            <Route path="/scan">
              <ScanPage />
            </Route>
            <Route path="/locations">
              <LocationsPage />
            </Route>
            <Route path="/labels">
              <LabelsPage />
            </Route>
            <Route path="/low-stock">
              <LowStockPage />
            </Route>
            <Route path="/reservations">
              <ReservationsPage />
            </Route>
            <Route path="/reservations/new">
              <MayPage scope="inventory:write">
                <NewReservationPage />
              </MayPage>
            </Route>
            <Route path="/reservations/:id">
              {({ id }) => <ReservationPage key={id} id={decodeURIComponent(id)} />}
            </Route>
            <Route path="/overview">
              <OverviewPage />
            </Route>
            <Route path={signedInPath}>
              <SignedInPage />
            </Route>
            <Route>
              <NotFoundPage />
            </Route>
          </Switch>
        </Shell>
      </SessionGate>
    </QueryClientProvider>
  );
}
