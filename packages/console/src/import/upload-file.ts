import { createClient, type ImportResult } from '@stockroom/client';
import { withSessionCheck } from '../api/session.ts';
import { fetchWithProgress, type Progress } from './fetch-with-progress.ts';
import type { Preview } from './preview.ts';

/** A file to import. */
export interface ImportSource {
  readonly file: File;
  readonly format: Preview['format'];
  /** Idempotency key. Opening stock is recorded once per item, location and key. */
  readonly key: string;
}

interface UploadOptions {
  /** Only reports what the import would change. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

/**
 * Uploads a file to the import endpoint, which processes it as a stream.
 *
 * @throws ProblemError on an error response
 */
export const uploadFile = (
  { file, format, key }: ImportSource,
  { dryRun, signal, onProgress }: UploadOptions,
): Promise<ImportResult> =>
  createClient({ fetch: withSessionCheck(fetchWithProgress(onProgress)) }).importItems(
    {
      body: file,
      bodyType: contentTypes[format],
      query: { dryRun },
      headers: { 'idempotency-key': key },
    },
    { signal },
  );
