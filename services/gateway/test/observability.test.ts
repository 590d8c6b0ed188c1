import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { credentialHeaders } from '@stockroom/service/manifest';
import getPort from 'get-port';
import { expect, onTestFinished, test } from 'vitest';
import { sessionCookieName } from '../src/sessions/sessions.ts';
import { Browser } from './fixtures/browser.ts';
import {
  developmentToken,
  openUserSelection,
  sessionKey,
  signedIn,
} from './fixtures/development-issuer.ts';
import {
  administratorKey,
  builtConsole,
  fetchAsAdministrator,
  storeKeys,
} from './fixtures/gateway.ts';
import { required } from './fixtures/required.ts';
import { startEmptyUpstream, unreachableUrl } from './fixtures/upstream.ts';

/** Runs the gateway as a separate process. `stop` resolves with all lines that it logged. */
async function runGateway(variables: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/server.ts')], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      PORT: '0',
      CONSOLE_DIRECTORY: builtConsole(),
      API_KEYS_FILE: await storeKeys(),
      ACTOR_KEY: 'k'.repeat(32),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const exited = once(child, 'close');
  exited.then(() => reject(new Error(`The gateway exited: ${errors}`)));
  const lines: Record<string, unknown>[] = [];
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line));
    const url = /listening at (http:[^"]+)"/i.exec(line)?.[1];
    if (url) resolve(url);
  });
  const url = await promise;
  const stop = async () => {
    child.kill('SIGINT');
    await exited;
    return lines;
  };
  return { url, stop, errors: () => errors };
}

test('a request is one log line with its route and service, without values of the query', async () => {
  const { url, stop } = await runGateway({ INVENTORY_URL: await startEmptyUpstream() });

  await fetch(`${url}/api/v1/items/BOLT-M8-40/stock?search=jane.doe`, {
    headers: {
      'x-request-id': 'order-77',
      authorization: `Bearer ${administratorKey}`,
      cookie: `${sessionCookieName}=secret`,
    },
  });
  const lines = await stop();

  const [line, ...others] = lines.filter(({ reqId }) => reqId === 'order-77');
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    method: 'GET',
    route: '/api/v1/items/:sku/stock',
    path: '/api/v1/items/BOLT-M8-40/stock',
    status: 200,
    upstream: 'inventory',
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(JSON.stringify(lines)).not.toMatch(/jane|secret|stk_/);
});

test('metrics count requests, errors and durations by route and by service', async () => {
  const { url, stop } = await runGateway({
    INVENTORY_URL: await unreachableUrl(),
    METRICS_NAMESPACE: 'Stockroom/test',
  });

  await fetchAsAdministrator(`${url}/api/v1/items/A`);
  await fetchAsAdministrator(`${url}/api/v1/items/B`);
  await fetch(`${url}/health`);
  const metrics = (await stop()).filter((line) => '_aws' in line);

  expect(metrics).toEqual([
    expect.objectContaining({ Upstream: 'inventory', Requests: 2, Errors: 2 }),
    expect.objectContaining({ Route: 'GET /api/v1/items/:sku', Requests: 2, Errors: 2 }),
  ]);
});

test('credentials are never logged, whatever goes wrong', async () => {
  const port = await getPort();
  const url = `http://127.0.0.1:${port}`;
  const { stop, errors } = await runGateway({
    NODE_ENV: 'development',
    LOG_LEVEL: 'trace',
    PORT: String(port),
    PUBLIC_URL: url,
    SESSION_KEY: sessionKey,
    DEVELOPMENT_SIGN_IN: 'true',
    INVENTORY_URL: await unreachableUrl(),
  });
  const token = await developmentToken(url, 'inventory:read');
  const { browser, callback } = await signedIn(url, 'viewer');
  const session = required(browser.cookie(sessionCookieName), 'session');
  const thief = new Browser();
  callback.searchParams.set('state', 'another-state');

  const code = required(callback.searchParams.get('code'), 'code');
  const credentials = [token, administratorKey, session, code];
  for (const accept of ['text/html', 'application/json']) {
    await openUserSelection(thief, url);
    await thief.fetch(callback, { headers: { accept } });
    await browser.fetch(callback, { headers: { accept } });
  }
  for (const secret of [...credentials, `${token}x`, `${administratorKey}x`]) {
    const headers: Record<(typeof credentialHeaders)[number], string[]> = {
      authorization: [`Bearer ${secret}`, `Basic ${secret}`],
      'x-api-key': [secret],
      cookie: [`${sessionCookieName}=${secret}`],
    };
    for (const [name, values] of Object.entries(headers)) {
      for (const value of values) {
        await fetch(`${url}/api/v1/items`, { headers: new Headers({ [name]: value }) });
      }
    }
  }
  const written = JSON.stringify(await stop()) + errors();

  expect(written).toContain('person:viewer');
  const parts = [
    ...credentials.flatMap((secret) => secret.split(/[._]/)),
    'another-state',
    sessionKey,
  ];
  for (const part of parts.filter(({ length }) => length > 12)) {
    // The id of a key is not secret: the log identifies the key by it.
    if (part !== administratorKey.split('_')[1]) expect(written).not.toContain(part);
  }
});
