import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '@stockroom/client';
import { describeWith, requirements } from '@stockroom/testing';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FreshClone, type Typed } from '../../src/fresh-clone.ts';

let clone: FreshClone;

beforeAll(() => {
  clone = new FreshClone();
});
afterAll(() => clone.remove());

describe('pnpm start in a fresh clone', () => {
  test('installs, builds, serves the demo items, and keeps what was added', async () => {
    const PORT = String(await getPort());
    const url = `http://127.0.0.1:${PORT}`;

    const first = clone.type('start', { PORT });
    await answers(`${url}/health`, first);
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<title>');
    const api = createClient({
      baseUrl: url,
      headers: { authorization: `Bearer ${await keyFor(clone)}` },
    });
    const demo = await eventually(() => api.listItems({ query: { limit: 200 } }));
    expect(demo.entries.length).toBeGreaterThan(5);
    await api.createItem({ body: { sku: 'MINE-1', name: 'A thing of mine' } });
    await first.interrupt();
    await expect(fetch(`${url}/health`)).rejects.toThrow();

    const second = clone.type('start', { PORT });
    await answers(`${url}/ready`, second);
    expect((await api.getItem({ params: { sku: 'MINE-1' } })).name).toBe('A thing of mine');
    await second.interrupt();
    expect(processesIn(clone.folder)).toEqual([]);
  });
});

describeWith(
  [requirements.terraform, requirements.python],
  'pnpm deploy:local in a fresh clone',
  () => {
    test('starts an emulated AWS, deploys, prints the state, and destroy:local takes it all away', async () => {
      const environment = { EMULATOR_URL: `http://127.0.0.1:${await getPort()}` };

      const deploy = clone.type('deploy:local', environment);
      expect(await deploy.exit, deploy.output()).toBe(0);
      expect(deploy.output()).toContain('In the Terraform state now:');
      expect(deploy.output()).toMatch(/local-services \(\d+\)[\s\S]*aws_ecs_service\.inventory/);

      const destroy = clone.type('destroy:local', environment);
      expect(await destroy.exit, destroy.output()).toBe(0);
      expect(destroy.output()).toContain('Nothing of the environment "local" is left.');
      expect(processesIn(clone.folder)).toEqual([]);
    });
  },
);

/** Makes an API key that may write, as the README says. */
async function keyFor(cloned: FreshClone): Promise<string> {
  const creation = cloned.type('keys create newcomer --scope inventory:write');
  await creation.exit;
  const [key] = /stk_[\w-]+/.exec(creation.output()) ?? [];
  if (!key) throw new Error(`There is no key:\n${creation.output()}`);
  return key;
}

/** Waits until an address answers 200; fails with the command's output when the command ends first. */
async function answers(address: string, command: Typed): Promise<void> {
  let ended = false;
  command.exit.then(() => {
    ended = true;
  });
  while (!(await fetch(address).catch(() => undefined))?.ok) {
    if (ended) throw new Error(`It ended before it answered:\n${command.output()}`);
    await wait(100);
  }
}

/** The gateway answers before the inventory does. */
async function eventually<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await wait(100);
    }
  }
}

/** The commands of processes that were started from a folder and still run. */
function processesIn(folder: string): string[] {
  const list = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return list.split('\n').filter((command) => command.includes(folder));
}
