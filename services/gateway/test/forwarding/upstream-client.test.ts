import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RequestKind } from '../../src/forwarding/request-kind.ts';
import { UpstreamClient } from '../../src/forwarding/upstream-client.ts';
import { UpstreamError } from '../../src/forwarding/upstream-error.ts';
import { startUpstream } from '../fixtures/upstream.ts';

describe('an upstream client', () => {
  /** A client of a service that begins its feeds and never ends them. */
  async function startFeeds() {
    const upstream = await startUpstream((request, response) => {
      if (request.url === '/items') response.end('{}');
      else if (request.url !== '/silent') response.writeHead(200).write('begun');
    });
    const changes: string[] = [];
    const timeoutSeconds = { ordinary: 10, bulk: 10, events: 10 };
    const client = new UpstreamClient({
      url: upstream,
      timeoutSeconds,
      circuitOpenSeconds: 60,
      onCircuitChange: (state) => changes.push(state),
      onOutcome: () => {},
    });
    onTestFinished(() => client.close());
    const send = (kind: RequestKind, path: string) =>
      client.send({
        kind,
        method: 'GET',
        path,
        headers: {},
        body: undefined,
        clientClosed: new AbortController().signal,
      });
    return { client, send, changes, timeoutSeconds };
  }

  test('times out while every connection is in use, which does not count against the service', async () => {
    const { send, changes, timeoutSeconds } = await startFeeds();
    const open = await Promise.all(Array.from({ length: 32 }, () => send('bulk', '/export')));
    expect(open).toHaveLength(32);

    timeoutSeconds.bulk = 0.3;
    const more = await Promise.allSettled(
      Array.from({ length: 30 }, () => send('bulk', '/export')),
    );
    for (const { reason } of more as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(UpstreamError);
      expect(reason).toMatchObject({ reason: 'timeout' });
    }

    // Requests that timed out are not sent when a connection is free again.
    timeoutSeconds.bulk = 10;
    for (const { body } of open) body.on('error', () => {}).destroy();
    expect((await send('ordinary', '/items')).statusCode).toBe(200);
    await vi.waitFor(async () => {
      const again = await send('bulk', '/export');
      again.body.on('error', () => {}).destroy();
    });
    expect(changes).toEqual([]);
  });

  test('does not open the circuit because of feeds that begin late', async () => {
    const { send, changes, timeoutSeconds } = await startFeeds();
    timeoutSeconds.events = 0.1;
    const late = await Promise.allSettled(
      Array.from({ length: 30 }, () => send('events', '/silent')),
    );
    expect(late.every(({ status }) => status === 'rejected')).toBe(true);
    expect(changes).toEqual([]);
  });

  test('rejects new feeds while the gateway shuts down', async () => {
    const { client, send } = await startFeeds();
    await client.endEvents();
    await expect(send('events', '/feed')).rejects.toMatchObject({
      name: 'UpstreamError',
      reason: 'unreachable',
    });
  });
});
