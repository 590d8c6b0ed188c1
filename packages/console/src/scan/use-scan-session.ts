import { useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { inventory } from '../api/client.ts';
import { locationsQuery, refreshItem } from '../queries.ts';
import { book } from '../stock/stock-change.ts';
import { findCode } from './find-code.ts';
import type { ScanMode } from './scan-mode.ts';
import { ScanSession, type ScanState } from './scan-session.ts';

/** A session that lasts as long as the page is shown, and what it shows now. */
export function useScanSession(mode: ScanMode): [ScanSession, ScanState] {
  const queryClient = useQueryClient();
  const [session] = useState(
    () =>
      new ScanSession(mode, {
        find: (code) =>
          findCode(code, {
            inventory,
            locations: () => queryClient.fetchQuery({ ...locationsQuery, staleTime: 10_000 }),
          }),
        book,
        onBooked: (sku) => void refreshItem(queryClient, sku).catch(() => {}),
      }),
  );
  return [session, useSyncExternalStore(session.subscribe, session.state)];
}
