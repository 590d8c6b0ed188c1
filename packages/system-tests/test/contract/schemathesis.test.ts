import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { preparePythonEnvironment } from '@stockroom/infra/python-environment';
import { describeWith, requirements } from '@stockroom/testing';
import { beforeAll, onTestFinished, test } from 'vitest';
import { type Stockroom, startStockroom } from '../../src/stockroom.ts';

const here = import.meta.dirname;
const repository = join(here, '../../../..');

describeWith(
  [requirements.python],
  'the API, as a generator of requests reads its document',
  () => {
    let python: string;

    beforeAll(async () => {
      python = await preparePythonEnvironment({
        directory: join(repository, '.data/schemathesis'),
        name: 'schemathesis',
        requirements: join(here, 'requirements-schemathesis.txt'),
        log: console.log,
        signal: AbortSignal.timeout(5 * 60_000),
      });
    }, 6 * 60_000);

    test('holds what the document promises', async () => {
      const stockroom = await startStockroom({ gateway: { RATE_LIMIT_PER_MINUTE: '0' } });
      onTestFinished(stockroom.stop);
      await createExamples(stockroom);

      const { code, output } = await runSchemathesis(python, stockroom);

      if (code !== 0) throw new Error(`Schemathesis found something:\n${output}`);
      console.log(output.slice(output.lastIndexOf('= SUMMARY =')));
    });
  },
);

/** What the examples of the document name, so that requests with them are more than refused. */
async function createExamples({ api }: Stockroom): Promise<void> {
  const sku = 'BOLT-M8-40';
  await api.createItem({ body: { sku, name: 'Bolt M8 × 40 mm' } });
  await api.receiveStock({ body: { sku, location: 'MAIN', quantity: 1_000_000 } });
}

async function runSchemathesis(python: string, { url, apiKey }: Stockroom) {
  const directory = await mkdtemp(join(tmpdir(), 'stockroom-schemathesis-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const configuration = ['--config-file', join(here, 'schemathesis.toml')];
  const run = ['run', `${url}/openapi.json`, '--no-color'];
  const child = spawn(python, ['-m', 'schemathesis.cli', ...configuration, ...run], {
    // What it keeps between runs goes with the folder.
    cwd: directory,
    env: {
      ...process.env,
      PYTHONPATH: here,
      PYTHONDONTWRITEBYTECODE: '1',
      STOCKROOM_API_KEY: apiKey,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: code as number | null, output: output + errors };
}
