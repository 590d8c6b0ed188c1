import type { ImportResult } from '@stockroom/client';
import {
  type UseMutationResult,
  useIsMutating,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Sent } from './fetch-with-progress.ts';
import { type FileToSend, sendFile } from './upload-file.ts';

/** How far a file is sent; undefined before it began. */
type Progress = Sent | undefined;

/** Asks what importing the file would do, as soon as it is shown. */
export function useDryRun(sent: FileToSend, id: number) {
  const [progress, setProgress] = useState<Progress>();
  const check = useQuery({
    queryKey: ['import check', id],
    queryFn: ({ signal }) => sendFile(sent, { dryRun: true, signal, onSent: setProgress }),
    // A file is sent when a person asks for it, not whenever a page thinks it time.
    enabled: ({ state }) => state.status === 'pending',
    gcTime: 0,
    retry: false,
  });
  return { check, progress };
}

const importing = { mutationKey: ['import'] };

/**
 * Whether an import is under way: `isImporting` for what is shown, and `isImportingNow()` for what
 * happens after a wait.
 */
export function useIsImporting() {
  const queryClient = useQueryClient();
  const isImporting = useIsMutating(importing) > 0;
  return { isImporting, isImportingNow: () => queryClient.isMutating(importing) > 0 };
}

/**
 * The import itself: `mutate()` starts it, `stop()` ends it early, and so does leaving the page.
 *
 * @param onImported is told what was done
 */
export function useImport(
  sent: FileToSend,
  onImported: (result: ImportResult) => void,
): {
  readonly run: UseMutationResult<ImportResult, Error, void>;
  readonly progress: Progress;
  readonly stop: () => void;
} {
  const queryClient = useQueryClient();
  const [progress, setProgress] = useState<Progress>();
  const running = useRef<AbortController>(undefined);
  const stop = () => running.current?.abort();
  const run = useMutation<ImportResult, Error, void>({
    ...importing,
    onSuccess: onImported,
    mutationFn: () => {
      running.current = new AbortController();
      const { signal } = running.current;
      return sendFile(sent, { dryRun: false, signal, onSent: setProgress });
    },
    onSettled: () => {
      // Lists start again from their first page when they are next shown.
      queryClient.removeQueries({ queryKey: ['items'] });
      void queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== 'import check',
      });
    },
  });
  useEffect(() => () => running.current?.abort(), []);
  return { run, progress, stop };
}
