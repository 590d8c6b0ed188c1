import { describe, expect, test } from 'vitest';
import { administratorKey, startGateway } from './fixtures/gateway.ts';
import { required } from './fixtures/required.ts';
import { sendRaw } from './fixtures/send-raw.ts';
import { startUpstream } from './fixtures/upstream.ts';

const key = `authorization: Bearer ${administratorKey}`;
const json = 'content-type: application/json';

/** A gateway in front of a service that fails as the path says. */
async function startFailing(variables: Record<string, string> = {}) {
  const upstream = await startUpstream((request, response) => {
    const status = /\d+$/.exec(String(request.url))?.[0];
    if (status) response.writeHead(Number(status), { 'content-type': 'text/html' }).end('<b>');
    else if (request.url?.endsWith('broken')) request.socket.destroy();
  });
  return startGateway({
    INVENTORY_URL: upstream,
    UPSTREAM_TIMEOUT_SECONDS: '0.05',
    CORS_ORIGINS: 'https://shop.example.com',
    ...variables,
  });
}

/** The request line, headers and body; `host` and `connection` are added. */
const failures: Record<string, [status: number, line: string, headers?: string[], body?: string]> =
  {
    'a missing file': [404, 'GET /assets/none.js'],
    'a range outside a file': [416, 'GET /assets/app-4f2a.js', ['range: bytes=900-']],
    'another version of a file': [412, 'GET /index.html', ['if-match: "x"']],
    'a missing file of the documentation': [404, 'GET /docs/static/none.js'],
    'a range outside a file of the documentation': [
      416,
      'GET /docs/static/swagger-ui.css',
      ['range: bytes=99999999-'],
    ],
    'an unknown path': [404, 'POST /none', ['content-length: 0']],
    'a method that the path does not support': [405, 'PUT /session', ['content-length: 0']],
    'an unsupported method': [405, 'TRACE /session'],
    'an ambiguous path': [400, 'GET /a//b'],
    'missing credentials': [401, 'GET /api/v1/items'],
    'an unsupported coding': [
      415,
      'POST /api/v1/receipts',
      [key, json, 'content-encoding: compress', 'content-length: 2'],
      '{}',
    ],
    'a body that cannot be decompressed': [
      400,
      'POST /api/v1/receipts',
      [key, json, 'content-encoding: gzip', 'content-length: 2'],
      '{}',
    ],
    'a content-length beyond the limit': [
      413,
      'POST /api/v1/receipts',
      [key, json, 'content-length: 9999999'],
    ],
    'a body without a type': [
      415,
      'POST /api/v1/receipts',
      [key, 'content-type: ', 'content-length: 1'],
      'a',
    ],
    'a service that breaks the connection': [503, 'GET /api/v1/items/broken', [key]],
    'a service that does not respond': [504, 'GET /api/v1/items/slow', [key]],
    'a failing proxy: 500': [503, 'GET /api/v1/items/500', [key]],
    'a failing proxy: 502': [503, 'GET /api/v1/items/502', [key]],
    'a failing proxy: 504': [504, 'GET /api/v1/items/504', [key]],
  };

async function send(url: string, line: string, headers: readonly string[] = [], body = '') {
  const all = [`${line} HTTP/1.1`, 'host: a', 'connection: close', ...headers, '', body];
  const [head, content] = (await sendRaw(url, all.join('\r\n'))).split('\r\n\r\n');
  const [statusLine, ...fields] = required(head, 'head of the response').split('\r\n');
  return {
    status: Number(statusLine?.split(' ')[1]),
    headers: new Headers(
      fields.map((field) => field.split(/: (.*)/).slice(0, 2) as [string, string]),
    ),
    content: required(content, 'body of the response'),
  };
}

describe('an error response has problem details, and the headers of every other response', () => {
  test.each(Object.entries(failures))('%s', async (_name, [status, line, headers, body]) => {
    const { url } = await startFailing();
    const usual = (await send(url, 'GET /session')).headers;

    const response = await send(url, line, headers, body);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    for (const name of security) expect(response.headers.get(name)).toBe(usual.get(name));
    for (const name of counted) expect(response.headers.get(name)).not.toBeNull();
    expect(JSON.parse(response.content)).toMatchObject({ status, type: expect.any(String) });
  });

  test('too many requests', async () => {
    const { url } = await startFailing({ RATE_LIMIT_PER_MINUTE: '1' });
    const usual = (await send(url, 'GET /session')).headers;

    const response = await send(url, 'GET /session');

    expect(response.status).toBe(429);
    for (const name of security) expect(response.headers.get(name)).toBe(usual.get(name));
    for (const name of counted) expect(response.headers.get(name)).not.toBeNull();
  });
});

const security = [
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
];

const counted = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'x-request-id'];
