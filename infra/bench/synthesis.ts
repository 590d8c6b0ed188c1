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
 * Measures synthesis in seconds of processor time. Exits with 1 if a measurement is over its limit.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'stockroom-synthesis-'));
try {
  const results = [
    { name: 'all environments, as a process', limit: 2, seconds: synthesizeEverything() },
    { name: '100 services in one environment', limit: 5, seconds: synthesizeServices(100) },
  ];
  for (const { name, limit, seconds } of results) {
    process.stdout.write(`${name}: ${seconds.toFixed(2)} s (limit ${limit} s)\n`);
  }
  if (results.some(({ limit, seconds }) => seconds > limit)) process.exitCode = 1;
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

/** Every third service uses the database, and each calls the next. */
function synthesizeServices(count: number): number {
  const services = Array.from({ length: count }, (_, index) =>
    defineService({
      name: `service-${index}`,
      description: 'Measures synthesis',
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
