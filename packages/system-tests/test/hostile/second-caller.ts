/** A caller beside the hostile one, in a thread of its own: asks for the same small page all the time. */
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** What the second caller has seen when it is told to stop. */
export interface SecondCallerReport {
  /** Milliseconds of each request that succeeded. */
  readonly latencies: readonly number[];
  /** What was wrong with each that did not. */
  readonly failures: readonly string[];
}

const { url, credentials } = workerData as { url: string; credentials: string };
const pauseMilliseconds = 20;
const latencies: number[] = [];
const failures: string[] = [];
let stopped = false;

parentPort?.once('message', () => {
  stopped = true;
});

while (!stopped) {
  const began = performance.now();
  try {
    const response = await fetch(`${url}/api/v1/items?limit=1`, {
      headers: { authorization: credentials },
    });
    const body = await response.text();
    if (response.status === 200) latencies.push(performance.now() - began);
    else failures.push(`${response.status} ${body}`);
  } catch (error) {
    failures.push(String((error as Error).cause ?? error));
  }
  await wait(pauseMilliseconds);
}

parentPort?.postMessage({ latencies, failures } satisfies SecondCallerReport);
