import { createClient } from '@stockroom/client';
import { describeWith, requirements } from '@stockroom/testing';
import { execaSync } from 'execa';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FreshClone, type TerminalCommand } from '../../src/fresh-clone.ts';

/** Polls until the test times out. */
const polling = { timeout: 20 * 60_000, interval: 100 };

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
    await respondsOk(`${url}/health`, first);
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<title>');
    const api = createClient({
      baseUrl: url,
      headers: { authorization: `Bearer ${await keyFor(clone)}` },
    });
    // The gateway is up before the inventory is.
    const demo = await vi.waitFor(() => api.listItems({ query: { limit: 200 } }), polling);
    expect(demo.entries.length).toBeGreaterThan(5);
    await api.createItem({ body: { sku: 'MINE-1', name: 'My item' } });
    await first.interrupt();
    await expect(fetch(`${url}/health`)).rejects.toThrow();

    const second = clone.type('start', { PORT });
    await respondsOk(`${url}/ready`, second);
    expect((await api.getItem({ params: { sku: 'MINE-1' } })).name).toBe('My item');
    await second.interrupt();
    expect(processesIn(clone.folder)).toEqual([]);
  });
});

describeWith(
  [requirements.terraform, requirements.python],
  'pnpm deploy:local in a fresh clone',
  () => {
    test('starts an emulated AWS, deploys and prints the state; destroy:local destroys everything', async () => {
      const environment = { EMULATOR_URL: `http://127.0.0.1:${await getPort()}` };

      const deploy = clone.type('deploy:local', environment);
      expect(await deploy.exit, deploy.output()).toBe(0);
      expect(deploy.output()).toContain('Resources in the Terraform state:');
      expect(deploy.output()).toMatch(/local-services \(\d+\)[\s\S]*aws_ecs_service\.inventory/);

      const destroy = clone.type('destroy:local', environment);
      expect(await destroy.exit, destroy.output()).toBe(0);
      expect(destroy.output()).toContain('The environment "local" is destroyed.');
      expect(processesIn(clone.folder)).toEqual([]);
    });
  },
);

/** Creates an API key as the README says. */
async function keyFor(cloned: FreshClone): Promise<string> {
  const creation = cloned.type('keys create new-user --scope inventory:write');
  await creation.exit;
  const [key] = /stk_[\w-]+/.exec(creation.output()) ?? [];
  if (!key) throw new Error(`No key was printed:\n${creation.output()}`);
  return key;
}

/** Waits until a URL returns 200; fails with the command's output if the command ends first. */
async function respondsOk(url: string, command: TerminalCommand): Promise<void> {
  const response = vi.waitFor(async () => expect((await fetch(url)).ok).toBe(true), polling);
  const end = command.exit.then((): never => {
    throw new Error(`The command ended before ${url} returned 200:\n${command.output()}`);
  });
  await Promise.race([response, end]);
}

/** The commands of the processes that run from a folder. */
function processesIn(folder: string): string[] {
  const { stdout } = execaSync('ps', ['-eo', 'args']);
  return stdout.split('\n').filter((command) => command.includes(folder));
}
