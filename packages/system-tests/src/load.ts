/** What a service did since it was last asked. */
export interface Load {
  /** Most milliseconds of CPU that passed on the main thread before a timer had its turn. */
  readonly heldMilliseconds: number;
  /** Most memory that the process has had since it started, in bytes. */
  readonly peakBytes: number;
}

/** The message that asks a service for its load; the response has the same id. */
export interface LoadRequest {
  readonly loadRequest: number;
}

/** Megabytes of heap: enough for what a service needs, so that garbage is not taken for need. */
const heapMegabytes = 192;

/** The variable that makes a service measure its load. */
export const measured = {
  NODE_OPTIONS: `--max-old-space-size=${heapMegabytes} --import ${new URL('load-meter.ts', import.meta.url).href}`,
} as const;
