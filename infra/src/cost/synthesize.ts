import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'cdktf';
import { readSynthesized, type SynthesizedStack } from '../synthesized/stacks.ts';

/** Synthesizes an app into a temporary directory, and reads its stacks. */
export function synthesizeStacks(add: (app: App) => void): SynthesizedStack[] {
  const outdir = mkdtempSync(path.join(tmpdir(), 'stockroom-cost-'));
  try {
    const app = new App({ outdir });
    add(app);
    app.synth();
    return readSynthesized(app);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
