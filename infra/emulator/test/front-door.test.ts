import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { chooseEmulator, createFrontDoor, type Upstreams } from '../front-door.ts';

const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

describe('choosing the emulator', () => {
  test.each([
    ['ecs', 'ministack'],
    ['rds', 'ministack'],
    ['ec2', 'moto'],
    ['s3', 'moto'],
  ])('a request signed for %s goes to %s', (service, emulator) => {
    expect(chooseEmulator({ authorization: signedFor(service) }, '/')).toEqual({
      kind: 'emulator',
      emulator,
    });
  });

  test('a presigned URL has its service in the query', () => {
    const credential = encodeURIComponent('key/20260101/us-east-1/s3/aws4_request');
    expect(chooseEmulator({}, `/bucket/object?X-Amz-Credential=${credential}`)).toEqual({
      kind: 'emulator',
      emulator: 'moto',
    });
  });

  test('a slash in the access key does not hide the service', () => {
    const authorization = signedFor('ecs').replace('key/', 'k/e/y/');
    expect(chooseEmulator({ authorization }, '/')).toMatchObject({ emulator: 'ministack' });
  });

  test.each([
    ['/', {}],
    ['/v2/', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['/v2/?page=1', { authorization: 'Bearer token' }],
  ])('a request without an AWS signature is for MiniStack: %s %j', (path, headers) => {
    expect(chooseEmulator(headers, path)).toEqual({ kind: 'emulator', emulator: 'ministack' });
  });

  test.each([
    'AWS4-HMAC-SHA256',
    'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0',
    'AWS4-HMAC-SHA256 Credential=, Signature=0',
    'AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/ecs, Signature=0',
    'AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1//aws4_request, Signature=0',
  ])('a malformed signature is an error: %s', (authorization) => {
    expect(chooseEmulator({ authorization }, '/')).toMatchObject({
      kind: 'error',
      status: 400,
      code: 'IncompleteSignature',
    });
  });

  test.each(['nosuchservice', 'constructor', '__proto__'])(
    'an unknown service is an error: %s',
    (service) => {
      expect(chooseEmulator({ authorization: signedFor(service) }, '/')).toMatchObject({
        kind: 'error',
        status: 400,
        code: 'UnknownService',
        message: expect.stringContaining('infra/emulator/routes.ts'),
      });
    },
  );
});

describe('the front door', () => {
  const servers: Server[] = [];
  const listen = async (server: Server): Promise<number> => {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const open = async (upstreams: Upstreams): Promise<string> =>
    `http://127.0.0.1:${await listen(createFrontDoor({ instance: 'one', upstreams }))}`;
  const echo = (): Server =>
    createServer(async (incoming, response) => {
      const body = await text(incoming);
      response.writeHead(201, { 'x-upstream': 'yes', 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          method: incoming.method,
          url: incoming.url,
          headers: incoming.headers,
          body,
        }),
      );
    });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, 'close');
    }
  });

  test('forwards method, path, Host, headers and body, and returns the response', async () => {
    const url = await open({ moto: await listen(echo()) });
    const response = await fetch(`${url}/bucket/a%20b?list-type=2`, {
      method: 'PUT',
      headers: { authorization: signedFor('s3'), 'x-amz-meta-kind': 'test' },
      body: 'content',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-upstream')).toBe('yes');
    expect(await response.json()).toMatchObject({
      method: 'PUT',
      url: '/bucket/a%20b?list-type=2',
      headers: { host: new URL(url).host, 'x-amz-meta-kind': 'test', 'content-length': '7' },
      body: 'content',
    });
  });

  test('streams a body of unknown length in both directions', async () => {
    const mirror = createServer((incoming, response) => incoming.pipe(response));
    const url = await open({ moto: await listen(mirror) });
    const outgoing = request(url, {
      method: 'POST',
      headers: { authorization: signedFor('s3'), 'transfer-encoding': 'chunked' },
    });
    outgoing.write('first');
    const [received] = (await once(outgoing, 'response')) as [IncomingMessage];
    const [chunk] = await once(received, 'data');
    // The first part arrives before the second is sent.
    expect(String(chunk)).toBe('first');
    outgoing.end('second');
    expect(await text(received)).toBe('second');
  });

  test('an emulator that does not respond is an error in JSON', async () => {
    const closed = createServer();
    const port = await listen(closed);
    closed.close();
    const url = await open({ ministack: port });
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: signedFor('ecs'), 'content-type': 'application/x-amz-json-1.1' },
      body: '{}',
    });
    expect(response.status).toBe(502);
    expect(response.headers.get('x-amzn-errortype')).toBe('EmulatorUnavailable');
    expect(await response.json()).toMatchObject({
      __type: 'EmulatorUnavailable',
      message: expect.stringContaining('pnpm emulator'),
    });
  });

  test('an error for the query protocol is XML', async () => {
    const url = await open({});
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: signedFor('no<such'),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'Action=Nothing',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>UnknownService</Code>');
  });

  test('an error response does not depend on the size of the request body', async () => {
    const url = await open({});
    const response = await fetch(url, {
      method: 'PUT',
      headers: { authorization: 'AWS4-HMAC-SHA256 nothing' },
      body: new Uint8Array(5_000_000),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'IncompleteSignature' });
  });

  test('the health response has the state of the emulators and the id of this start', async () => {
    const upstreams: { ministack?: number; moto?: number } = { moto: 1 };
    const url = await open(upstreams);
    const starting = await fetch(`${url}/_stockroom/health`);
    expect(starting.status).toBe(503);
    expect(await starting.json()).toEqual({ status: 'starting', instance: 'one' });
    upstreams.ministack = 2;
    const ready = await fetch(`${url}/_stockroom/health`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'ok', instance: 'one' });
  });

  test('cancels the upstream request when the client disconnects', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const slow = createServer((_incoming, response) => {
      closed = once(response, 'close');
    });
    const url = await open({ moto: await listen(slow) });
    const aborting = new AbortController();
    const response = fetch(url, {
      headers: { authorization: signedFor('ec2') },
      signal: aborting.signal,
    });
    await once(slow, 'request');
    aborting.abort();
    await expect(response).rejects.toThrow();
    await closed;
  });
});

async function text(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message) body += chunk;
  return body;
}
