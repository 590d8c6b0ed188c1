import type { ImportResult } from '@stockroom/client';
import {
  type UseMutationResult,
  useIsMutating,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { itemListsKey } from '../api/query-keys.ts';
import type { Progress } from './fetch-with-progress.ts';
import { type ImportSource, uploadFile } from './upload-file.ts';

/** Runs a dry run of the import as soon as the file is shown. */
export function useDryRun(source: ImportSource, id: number) {
  const [progress, setProgress] = useState<Progress>();
  const check = useQuery({
    queryKey: ['import dry run', id],
    queryFn: ({ signal }) => uploadFile(source, { dryRun: true, signal, onProgress: setProgress }),
    // Uploads the file once, or when the user retries. Never on focus or at an interval.
    enabled: ({ state }) => state.status === 'pending',
    gcTime: 0,
    retry: false,
  });
  return { check, progress };
}

const importMutation = { mutationKey: ['import'] };

/** Whether an import is running: `isImporting` for rendering, `isImportingNow()` after an await. */
export function useIsImporting() {
  const queryClient = useQueryClient();
  const isImporting = useIsMutating(importMutation) > 0;
  return { isImporting, isImportingNow: () => queryClient.isMutating(importMutation) > 0 };
}

/**
 * The import mutation. `stop()` aborts it, and so does leaving the page.
 *
 * @param onImported called with the result of a completed import
 */
export function useImport(
  source: ImportSource,
  onImported: (result: ImportResult) => void,
): {
  readonly mutation: UseMutationResult<ImportResult, Error, void>;
  readonly progress: Progress | undefined;
  readonly stop: () => void;
} {
  const queryClient = useQueryClient();
  const [progress, setProgress] = useState<Progress>();
  const running = useRef<AbortController>(undefined);
  const stop = () => running.current?.abort();
  const mutation = useMutation<ImportResult, Error, void>({
    ...importMutation,
    onSuccess: onImported,
    mutationFn: () => {
      running.current = new AbortController();
      const { signal } = running.current;
      return uploadFile(source, { dryRun: false, signal, onProgress: setProgress });
    },
    onSettled: () => {
      // Lists are fetched from their first page when they are next shown.
      queryClient.removeQueries({ queryKey: itemListsKey });
      void queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== 'import dry run',
      });
    },
  });
  useEffect(() => () => running.current?.abort(), []);
  return { mutation, progress, stop };
}
