import { expect, test } from 'vitest';
import { startFixture } from './fixtures/start.ts';

test('each request is one line: route, status, duration and size, but nothing personal', async () => {
  using fixture = startFixture();
  const base = await fixture.url();
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

  const response = await fetch(`${base}/slow?search=jane.doe%40example.com`, {
    headers: {
      'x-request-id': 'order-77',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      authorization: 'Bearer secret-token',
      cookie: 'session=secret-session',
    },
  });
  await response.text();
  const [line] = await fixture.saw(/.*"reqId":"order-77".*"route".*\n/);

  expect(JSON.parse(line)).toMatchObject({
    level: 'info',
    reqId: 'order-77',
    traceId,
    method: 'GET',
    route: '/slow',
    path: '/slow',
    status: 200,
    milliseconds: expect.any(Number),
    bytes: expect.any(Number),
    msg: expect.stringMatching(/^GET \/slow 200 in \d+ ms$/),
  });
  expect(JSON.parse(line).bytes).toBeGreaterThan(100);
  expect(fixture.output().match(/order-77/g)).toHaveLength(1);
  expect(fixture.output()).not.toMatch(/jane|secret/);
});

test('a client that disconnects before the response is status 499', async () => {
  using fixture = startFixture();
  const base = await fixture.url();
  const caller = new AbortController();
  const response = fetch(`${base}/slow`, { signal: caller.signal });
  await fixture.saw(/slow request began/);
  caller.abort();
  await expect(response).rejects.toThrow();

  const [line] = await fixture.saw(/.*cut off before its end.*\n/);

  expect(JSON.parse(line)).toMatchObject({ level: 'warn', route: '/slow', status: 499 });
});

test('a long path is shortened, and occurs once in its line', async () => {
  using fixture = startFixture();
  const base = await fixture.url();
  await fetch(`${base}/${'x'.repeat(8_000)}%zz`, { headers: { 'x-request-id': 'long-path' } });

  const [line] = await fixture.saw(/.*"reqId":"long-path".*"status".*\n/);

  expect(JSON.parse(line)).toMatchObject({ status: 400, path: `/${'x'.repeat(254)}…` });
  expect(line.length).toBeLessThan(1_000);
  expect(fixture.output().match(/"reqId":"long-path".*"status"/g)).toHaveLength(1);
});
