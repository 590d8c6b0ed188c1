/**
 * Loaded into a service before its own code: tells the test that started it, over the channel
 * between them, for how long its main thread was held at a time and how much memory it took.
 *
 * CPU time counts, which a busy machine does not lengthen.
 */
import type { Load, LoadRequest } from './load.ts';

const tickMilliseconds = 5;

let before = process.threadCpuUsage();
let longest = 0;

function tick(): void {
  const now = process.threadCpuUsage();
  const microseconds = now.user + now.system - before.user - before.system;
  before = now;
  longest = Math.max(longest, microseconds / 1000);
}

function takeLoad(): Load {
  tick();
  const heldMilliseconds = longest;
  longest = 0;
  return { heldMilliseconds, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

setInterval(tick, tickMilliseconds).unref();
process.on('message', ({ loadRequest }: LoadRequest) => {
  process.send?.({ loadRequest, ...takeLoad() });
});
