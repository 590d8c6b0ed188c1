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

  test('a presigned URL says its service in the query', () => {
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
  ])('a malformed signature is refused: %s', (authorization) => {
    expect(chooseEmulator({ authorization }, '/')).toMatchObject({
      kind: 'refused',
      status: 400,
      code: 'IncompleteSignature',
    });
  });

  test.each(['nosuchservice', 'constructor', '__proto__'])(
    'an unknown service is refused: %s',
    (service) => {
      expect(chooseEmulator({ authorization: signedFor(service) }, '/')).toMatchObject({
        kind: 'refused',
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

  test('passes method, path, Host, headers and body on, and the answer back', async () => {
    const url = await open({ moto: await listen(echo()) });
    const answer = await fetch(`${url}/bucket/a%20b?list-type=2`, {
      method: 'PUT',
      headers: { authorization: signedFor('s3'), 'x-amz-meta-kind': 'test' },
      body: 'content',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-upstream')).toBe('yes');
    expect(await answer.json()).toMatchObject({
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
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const [chunk] = await once(answer, 'data');
    // The first part is back before the second has been sent.
    expect(String(chunk)).toBe('first');
    outgoing.end('second');
    expect(await text(answer)).toBe('second');
  });

  test('says in JSON that an emulator does not answer', async () => {
    const gone = createServer();
    const port = await listen(gone);
    gone.close();
    const url = await open({ ministack: port });
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: signedFor('ecs'), 'content-type': 'application/x-amz-json-1.1' },
      body: '{}',
    });
    expect(answer.status).toBe(502);
    expect(answer.headers.get('x-amzn-errortype')).toBe('EmulatorUnavailable');
    expect(await answer.json()).toMatchObject({
      __type: 'EmulatorUnavailable',
      message: expect.stringContaining('pnpm emulator'),
    });
  });

  test('says in XML what it refuses of a query protocol', async () => {
    const url = await open({});
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: signedFor('no<such'),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'Action=Nothing',
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>UnknownService</Code>');
  });

  test('answers a request with a body even when it refuses it unread', async () => {
    const url = await open({});
    const answer = await fetch(url, {
      method: 'PUT',
      headers: { authorization: 'AWS4-HMAC-SHA256 nothing' },
      body: new Uint8Array(5_000_000),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'IncompleteSignature' });
  });

  test('tells by its health whether the emulators are up, and which start this is', async () => {
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

  test('ends the request to an emulator when the client goes away', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const slow = createServer((_incoming, response) => {
      closed = once(response, 'close');
    });
    const url = await open({ moto: await listen(slow) });
    const leaving = new AbortController();
    const answer = fetch(url, {
      headers: { authorization: signedFor('ec2') },
      signal: leaving.signal,
    });
    await once(slow, 'request');
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await closed;
  });
});

async function text(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message) body += chunk;
  return body;
}
