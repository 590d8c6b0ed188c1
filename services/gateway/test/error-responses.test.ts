import { describe, expect, test } from 'vitest';
import { administratorKey, sendRaw, startGateway, startUpstream } from './fixtures/gateway.ts';

const key = `authorization: Bearer ${administratorKey}`;
const json = 'content-type: application/json';

/** A gateway in front of a service that fails in the ways that its paths name. */
async function startFailing(variables: Record<string, string> = {}) {
  const upstream = await startUpstream((request, response) => {
    const status = /\d+$/.exec(request.url ?? '')?.[0];
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

/** The request's line, headers and body; `host` and `connection` are added. */
const failures: Record<string, [status: number, line: string, headers?: string[], body?: string]> =
  {
    'a file that is not there': [404, 'GET /assets/none.js'],
    'a part that a file does not have': [416, 'GET /assets/app-4f2a.js', ['range: bytes=900-']],
    'a file in another version': [412, 'GET /index.html', ['if-match: "x"']],
    'a file of the documentation that is not there': [404, 'GET /docs/static/none.js'],
    'a part of the documentation that there is not': [
      416,
      'GET /docs/static/swagger-ui.css',
      ['range: bytes=99999999-'],
    ],
    'a path that nothing serves': [404, 'POST /none', ['content-length: 0']],
    'a wrong method': [405, 'PUT /session', ['content-length: 0']],
    'a method that is not served': [405, 'TRACE /session'],
    'an ambiguous path': [400, 'GET /a//b'],
    'a caller that is not known': [401, 'GET /api/v1/items'],
    'a coding that is not supported': [
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
    'a body that says it is too large': [
      413,
      'POST /api/v1/receipts',
      [key, json, 'content-length: 9999999'],
    ],
    'a body of no type': [
      415,
      'POST /api/v1/receipts',
      [key, 'content-type: ', 'content-length: 1'],
      'a',
    ],
    'a service that breaks the connection': [503, 'GET /api/v1/items/broken', [key]],
    'a service that does not respond': [504, 'GET /api/v1/items/slow', [key]],
    'a proxy on the way that fails: 500': [503, 'GET /api/v1/items/500', [key]],
    'a proxy on the way that fails: 502': [503, 'GET /api/v1/items/502', [key]],
    'a proxy on the way that fails: 504': [504, 'GET /api/v1/items/504', [key]],
  };

async function respond(url: string, line: string, headers: readonly string[] = [], body = '') {
  const all = [`${line} HTTP/1.1`, 'host: a', 'connection: close', ...headers, '', body];
  const [head = '', content = ''] = (await sendRaw(url, all.join('\r\n'))).split('\r\n\r\n');
  const [first = '', ...fields] = head.split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: new Headers(
      fields.map((field) => field.split(/: (.*)/).slice(0, 2) as [string, string]),
    ),
    content,
  };
}

describe('a response to what failed is a problem, with the headers of every other response', () => {
  test.each(Object.entries(failures))('%s', async (_name, [status, line, headers, body]) => {
    const { url } = await startFailing();
    const usual = (await respond(url, 'GET /session')).headers;

    const response = await respond(url, line, headers, body);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    for (const name of security) expect(response.headers.get(name)).toBe(usual.get(name));
    for (const name of counted) expect(response.headers.get(name)).not.toBeNull();
    expect(JSON.parse(response.content)).toMatchObject({ status, type: expect.any(String) });
  });

  test('too many requests', async () => {
    const { url } = await startFailing({ RATE_LIMIT_PER_MINUTE: '1' });
    const usual = (await respond(url, 'GET /session')).headers;

    const response = await respond(url, 'GET /session');

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
