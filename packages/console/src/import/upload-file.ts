import { createClient, type ImportResult } from '@stockroom/client';
import { inSession } from '../api/session.ts';
import { fetchWithProgress, type Sent } from './fetch-with-progress.ts';
import type { Preview } from './preview.ts';

/** A file as it is sent to be imported. */
export interface FileToSend {
  readonly file: File;
  readonly format: Preview['format'];
  /** Opening stock is booked once per item and location under this key, however often it is sent. */
  readonly key: string;
}

interface Sending {
  /** Only to be told what an import would do. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onSent: (sent: Sent) => void;
}

const bodyTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

/** Sends a file to the inventory, which reads it as it comes. @throws ProblemError where it refuses */
export const sendFile = (
  { file, format, key }: FileToSend,
  { dryRun, signal, onSent }: Sending,
): Promise<ImportResult> =>
  createClient({ fetch: inSession(fetchWithProgress(onSent)) }).importItems(
    {
      body: file,
      bodyType: bodyTypes[format],
      query: { dryRun },
      headers: { 'idempotency-key': key },
    },
    { signal },
  );
