import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineService } from '@stockroom/service/manifest';
import { App } from 'cdktf';
import { dev } from '../src/environments/dev.ts';
import { shared } from '../src/environments/index.ts';
import { addEnvironmentStacks } from '../src/stacks/index.ts';

/**
 * How long synthesis takes, in seconds of processor time, against what it may take. Ends with exit
 * code 1 where it takes longer.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'stockroom-synthesis-'));
try {
  const results = [
    { what: 'all environments, as a process', most: 2, took: synthesizeEverything() },
    { what: '100 services in one environment', most: 5, took: synthesizeServices(100) },
  ];
  for (const { what, most, took } of results) {
    process.stdout.write(`${what}: ${took.toFixed(2)} s of at most ${most} s\n`);
  }
  if (results.some(({ most, took }) => took > most)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function synthesizeEverything(): number {
  const main = path.join(import.meta.dirname, '../src/main.ts');
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT=%U; time "$0" "$1" > /dev/null', process.execPath, main],
    { env: { ...process.env, CDKTF_OUTDIR: folder }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return Number(stderr.trim().split('\n').at(-1));
}

/** Every third of them uses the database, and each calls the next. */
function synthesizeServices(count: number): number {
  const services = Array.from({ length: count }, (_, index) =>
    defineService({
      name: `service-${index}`,
      description: 'One of many',
      port: 3000 + index,
      public: index === 0,
      database: index % 3 === 0,
      calls: index + 1 < count ? [`service-${index + 1}`] : [],
    }),
  );
  const before = process.cpuUsage();
  const app = new App({ outdir: folder });
  addEnvironmentStacks(app, dev, shared, services);
  app.synth();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
