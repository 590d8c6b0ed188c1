import { useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { api } from '../api/client.ts';
import { locationsQuery } from '../locations/queries.ts';
import { refreshItem } from '../stock/queries.ts';
import { recordStockChange } from '../stock/stock-change.ts';
import { findCode } from './find-code.ts';
import type { ScanMode } from './scan-mode.ts';
import { ScanSession, type ScanState } from './scan-session.ts';

/** A scan session that lasts as long as the page is mounted, and its state. */
export function useScanSession(mode: ScanMode): [ScanSession, ScanState] {
  const queryClient = useQueryClient();
  const [session] = useState(
    () =>
      new ScanSession(mode, {
        find: (code) =>
          findCode(code, {
            api,
            locations: () => queryClient.fetchQuery({ ...locationsQuery, staleTime: 10_000 }),
          }),
        record: recordStockChange,
        onRecorded: (sku) => void refreshItem(queryClient, sku).catch(() => {}),
      }),
  );
  return [session, useSyncExternalStore(session.subscribe, session.state)];
}
