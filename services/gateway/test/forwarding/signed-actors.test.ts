import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '@stockroom/client';
import { actorSigner, fixedActorKeys, newActorKeyText } from '@stockroom/service';
import {
  secretsManagerVariables,
  startSecretsManager,
  useSecretsManager,
} from '@stockroom/testing/secrets-manager';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { administratorKey, startGateway } from '../fixtures/gateway.ts';
import { startInventory } from '../fixtures/inventory-process.ts';
import { required } from '../fixtures/required.ts';
import { startActorEcho } from '../fixtures/upstream.ts';

const sku = 'BELL-BRASS';
const receipt = { sku, location: 'MAIN', quantity: 1 };

/** Sends a receipt directly to the inventory, with any actor header. */
const writeTo = (url: string, actor: string | undefined) =>
  fetch(`${url}/api/v1/receipts`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(actor !== undefined && { 'x-stockroom-actor': actor }),
    },
    body: JSON.stringify(receipt),
  });

const throughGateway = (url: string) =>
  createClient({ baseUrl: url, headers: { authorization: `Bearer ${administratorKey}` } });

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a process that is not the gateway', () => {
  test('cannot write to the inventory, nor read it', async () => {
    const key = newActorKeyText();
    const inventory = await startInventory({ ACTOR_KEY: key });
    const { url } = await startGateway({
      NODE_ENV: 'production',
      INVENTORY_URL: inventory,
      ACTOR_KEY: key,
    });
    const api = throughGateway(url);
    const movements = () => api.listItemMovements({ params: { sku } });
    const before = await movements();

    const signed = await actorSigner(fixedActorKeys([key]), 'inventory').sign('boss@example.com');
    const kid = required(decodeProtectedHeader(signed).kid, 'key id');
    const claims = decodeJwt(signed);
    const [header, payload, signature] = signed.split('.');
    const forgeries = {
      'no actor': undefined,
      'a plain name': 'boss@example.com',
      'a signature with another key': await actorSigner(
        fixedActorKeys([newActorKeyText()]),
        'inventory',
      ).sign('boss@example.com'),
      'a signature with another key under the id of the right one': await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid })
        .sign(new TextEncoder().encode(newActorKeyText())),
      'the algorithm none': `${part({ alg: 'none', kid })}.${payload}.`,
      'a token with a changed name': `${header}.${part({ ...claims, sub: 'me' })}.${signature}`,
      'a token for another service': await actorSigner(fixedActorKeys([key]), 'reports').sign(
        'boss@example.com',
      ),
    };
    for (const [what, actor] of Object.entries(forgeries)) {
      const response = await writeTo(inventory, actor);
      expect(response.status, what).toBe(401);
      expect(await response.json(), what).toMatchObject({
        type: 'urn:stockroom:problem:actor-not-verified',
        detail: expect.stringContaining('Send requests to the gateway'),
      });
    }
    expect((await fetch(`${inventory}/api/v1/items`)).status).toBe(401);
    expect(await movements()).toEqual(before);

    // A valid token is accepted.
    expect((await writeTo(inventory, signed)).status).toBe(201);
    expect((await api.receiveStock({ body: receipt })).actor).toBe('key:tests');
    expect((await movements()).entries.slice(0, 2).map(({ actor }) => actor)).toEqual([
      'key:tests',
      'boss@example.com',
    ]);
    expect((await fetch(`${inventory}/health`)).status).toBe(200);
    expect((await fetch(`${inventory}/ready`)).status).toBe(200);
  });

  test('cannot use an expired token with a valid signature', async () => {
    const key = newActorKeyText();
    const inventory = await startInventory({ ACTOR_KEY: key });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 61_000 });
    const expired = await actorSigner(fixedActorKeys([key]), 'inventory').sign('boss@example.com');
    vi.useRealTimers();
    const response = await writeTo(inventory, expired);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('has expired') });
  });

  test('finds no inventory in production that accepts unsigned actors', async () => {
    await expect(startInventory({})).rejects.toThrow(
      /inventory did not start\. ACTOR_KEY_SECRET_ARN, ACTOR_KEY: .* Set one of them/,
    );
  });
});

test('a caller cannot influence the actor that the gateway signs', async () => {
  const inventory = await startActorEcho();
  const { url } = await startGateway({ INVENTORY_URL: inventory, ACTOR_KEY: newActorKeyText() });
  const response = await fetch(`${url}/api/v1/items`, {
    headers: {
      authorization: `Bearer ${administratorKey}`,
      'x-stockroom-actor': 'boss@example.com',
      x_stockroom_actor: 'boss@example.com',
    },
  });
  expect(decodeJwt(await response.text())).toMatchObject({
    iss: 'gateway',
    aud: 'inventory',
    sub: 'key:tests',
  });
});

test('a rejected signature causes 503, not 401: the credentials of the caller are valid', async () => {
  const inventory = await startInventory({ ACTOR_KEY: newActorKeyText() });
  const { url } = await startGateway({ INVENTORY_URL: inventory, ACTOR_KEY: newActorKeyText() });
  const response = await fetch(`${url}/api/v1/items`, {
    headers: { authorization: `Bearer ${administratorKey}` },
  });
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('2');
  expect(await response.json()).toMatchObject({
    type: 'urn:stockroom:problem:upstream-unavailable',
  });
});

describe('the rotation of the actor key', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:stockroom/actor-key-AbCdEf';

  test('fails no request at any gateway task, and retires the key before the previous one', async () => {
    const { url: secretsManager, versions } = await startSecretsManager();
    useSecretsManager(secretsManager);
    const firstText = newActorKeyText();
    versions.push({
      id: 'first',
      text: firstText,
      stages: ['AWSCURRENT'],
      created: new Date(),
    });
    const inventory = await startInventory({
      ACTOR_KEY_SECRET_ARN: arn,
      ...secretsManagerVariables(secretsManager),
    });
    // The test controls when the gateways read the secret.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const variables = {
      NODE_ENV: 'production',
      INVENTORY_URL: inventory,
      ACTOR_KEY_SECRET_ARN: arn,
      RATE_LIMIT_PER_MINUTE: '0',
    };
    const gateways = [await startGateway(variables), await startGateway(variables)];

    let isOver = false;
    const statuses: number[] = [];
    const calls = gateways.map(async ({ url }) => {
      while (!isOver) {
        const response = await fetch(`${url}/api/v1/receipts`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${administratorKey}`,
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
          },
          body: JSON.stringify(receipt),
        });
        await response.body?.cancel();
        statuses.push(response.status);
      }
    });
    // Also after a failure, before the gateways close.
    onTestFinished(async () => {
      isOver = true;
      await Promise.allSettled(calls);
    });
    const moreCalls = async () => {
      const enough = statuses.length + 10;
      while (statuses.length < enough) await wait(10);
    };
    const rotate = async () => {
      const count = versions.filter(({ stages }) => stages.includes('AWSCURRENT')).length;
      expect(count).toBe(1);
      for (const version of versions) version.created = new Date(Date.now() - 8 * 86_400_000);
      const before = versions.length;
      vi.advanceTimersByTime(120_000);
      await expect.poll(() => versions.length, { timeout: 20_000 }).toBeGreaterThan(before);
      await moreCalls();
    };

    await moreCalls();
    const first = await actorSigner(fixedActorKeys([firstText]), 'inventory').sign('old');
    expect((await writeTo(inventory, first)).status).toBe(201);
    await rotate();
    expect((await writeTo(inventory, first)).status).toBe(201);
    await rotate();
    await moreCalls();
    isOver = true;
    await Promise.all(calls);

    expect(statuses.filter((status) => status !== 201)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(30);
    expect(versions[0]?.stages).toEqual([]);
    expect((await writeTo(inventory, first)).status).toBe(401);
  });
});
