import { QueryClientProvider } from '@tanstack/react-query';
import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { ItemsPage } from './items/items-page.tsx';
import { queryClient } from './query-client.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';

// The first page comes with the first load; every other page when it is asked for.
const ItemPage = lazy(() => import('./item/item-page.tsx'));
const LabelsPage = lazy(() => import('./labels/labels-page.tsx'));
const LocationsPage = lazy(() => import('./locations/locations-page.tsx'));
const LowStockPage = lazy(() => import('./reports/low-stock-page.tsx'));
const OverviewPage = lazy(() => import('./reports/overview-page.tsx'));
const ScanPage = lazy(() => import('./scan/scan-page.tsx'));
const ReservationsPage = lazy(() => import('./reservations/reservations-page.tsx'));

/** The console: what every page shares, and which page stands at which path. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Shell>
        <Switch>
          <Route path="/">
            <ItemsPage />
          </Route>
          <Route path="/items/:sku">
            {({ sku }) => <ItemPage key={sku} sku={decodeURIComponent(sku)} />}
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
          <Route path="/overview">
            <OverviewPage />
          </Route>
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Shell>
    </QueryClientProvider>
  );
}
