// Types of CSS modules, also for the system tests, which import this table.
/// <reference types="vite/client" />

import type { Scope } from '@stockroom/client';
import { type ComponentType, lazy } from 'react';
import { ItemsPage } from './items/items-page.tsx';
import { paths } from './paths.ts';

/** One page of the console. */
export interface PageEntry {
  /** Route pattern, from `paths.ts`. A page reads its parameters with `useParams`. */
  readonly path: string;
  /** Title of the page, its window and its navigation entry. */
  readonly title: string;
  /** Whether the navigation bar lists the page. */
  readonly inNavigation?: boolean;
  /** Scope that the page requires beyond read access. */
  readonly scope?: Scope;
  /** Actions by key, for the list of keyboard shortcuts. The page itself binds the keys. */
  readonly shortcuts?: Readonly<Record<string, string>>;
  readonly component: ComponentType;
}

/**
 * All pages of the console. The router, the navigation bar, the list of keyboard shortcuts and the
 * accessibility test read this table: a new page is a folder and an entry here. The first matching
 * path wins. Only the first page is part of the first load.
 */
export const pages: readonly PageEntry[] = [
  {
    path: paths.items,
    title: 'Items',
    inNavigation: true,
    shortcuts: { '/': 'Search', n: 'New item' },
    component: ItemsPage,
  },
  {
    path: paths.item,
    title: 'Item',
    shortcuts: {
      r: 'Receive',
      i: 'Issue',
      t: 'Transfer',
      c: 'Count',
      a: 'Adjust',
      s: 'Reserve',
      e: 'Edit',
    },
    component: lazy(() => import('./items/item-page.tsx')),
  },
  {
    path: paths.scan,
    title: 'Scan',
    inNavigation: true,
    shortcuts: { Enter: 'Record item', Esc: 'Discard item' },
    component: lazy(() => import('./scan/scan-page.tsx')),
  },
  {
    path: paths.locations,
    title: 'Locations',
    inNavigation: true,
    component: lazy(() => import('./locations/locations-page.tsx')),
  },
  {
    path: paths.lowStock,
    title: 'Low stock',
    inNavigation: true,
    component: lazy(() => import('./reports/low-stock-page.tsx')),
  },
  {
    path: paths.reservations,
    title: 'Reservations',
    inNavigation: true,
    component: lazy(() => import('./reservations/reservations-page.tsx')),
  },
  {
    path: paths.newReservation,
    title: 'New reservation',
    scope: 'inventory:write',
    component: lazy(() => import('./reservations/new-reservation-page.tsx')),
  },
  {
    path: paths.reservation,
    title: 'Reservation',
    component: lazy(() => import('./reservations/reservation-page.tsx')),
  },
  {
    path: paths.overview,
    title: 'Overview',
    inNavigation: true,
    component: lazy(() => import('./reports/overview-page.tsx')),
  },
  {
    path: paths.labels,
    title: 'Labels',
    component: lazy(() => import('./labels/labels-page.tsx')),
  },
  {
    path: paths.import,
    title: 'Import items',
    scope: 'inventory:write',
    component: lazy(() => import('./import/import-page.tsx')),
  },
  {
    path: paths.signedIn,
    title: 'Signed in',
    component: lazy(() => import('./session/signed-in-page.tsx')),
  },
];
