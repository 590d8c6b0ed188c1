import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startFixture } from './fixtures/start.ts';

const shutdownTest = test.concurrent;

describe('a service that gets SIGTERM or SIGINT', () => {
  shutdownTest('finishes the request in progress, closes its store and exits with 0', async () => {
    using fixture = startFixture();
    const base = await fixture.url();
    const slow = fetch(`${base}/slow`);
    await fixture.saw(/slow request began/);
    fixture.child.kill('SIGTERM');
    await fixture.saw(/"msg":"stopping"/);

    const ready = await fetch(`${base}/ready`);
    expect(ready.status).toBe(503);
    expect(ready.headers.get('connection')).toBe('close');
    expect(await ready.json()).toMatchObject({ status: 'draining' });

    const response = await slow;
    expect(response.status).toBe(200);
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toEqual({ finished: true });
    expect(await fixture.exited).toBe(0);
    expect(fixture.output()).toContain('store closed');
  });

  shutdownTest('still accepts requests during the drain time', async () => {
    using fixture = startFixture();
    const base = await fixture.url();
    fixture.child.kill('SIGTERM');
    await fixture.saw(/"msg":"stopping"/);
    expect((await fetch(`${base}/slow`)).status).toBe(200);
    expect(await fixture.exited).toBe(0);
  });

  shutdownTest('skips the drain time on Ctrl+C', async () => {
    using fixture = startFixture({ DRAIN_SECONDS: '19' });
    await fixture.url();
    const began = performance.now();
    fixture.child.kill('SIGINT');
    expect(await fixture.exited).toBe(0);
    expect(performance.now() - began).toBeLessThan(19_000);
    expect(fixture.output()).toContain('store closed');
  });
});

describe('a service that cannot start', () => {
  shutdownTest('names the port in use and the fix', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { port } = other.address() as { port: number };
      using fixture = startFixture({ PORT: String(port) });
      expect(await fixture.exited).toBe(1);
      expect(fixture.output()).toContain(
        `fixture did not start. Port ${port} is in use by another program. Stop that program, or set PORT to a free port.`,
      );
      expect(fixture.output()).toContain('store closed');
    } finally {
      other.close();
    }
  });

  shutdownTest('reports invalid environment variables', async () => {
    using fixture = startFixture({ PORT: 'http' });
    expect(await fixture.exited).toBe(1);
    expect(fixture.output()).toBe(
      [
        'fixture did not start. The environment variables are invalid:',
        "  - PORT: must be integer (Port to listen on; default: the manifest's)",
        'Fix them and start again.\n',
      ].join('\n'),
    );
  });

  shutdownTest('reports why its app did not start', async () => {
    using fixture = startFixture({ FAIL_TO_START: 'true' });
    expect(await fixture.exited).toBe(1);
    expect(fixture.output()).toContain(
      'fixture did not start. The store is not there. Start it first.',
    );
  });
});
