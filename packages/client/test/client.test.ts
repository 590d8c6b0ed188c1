import { describe, expect, test } from 'vitest';
import { createClient, entriesOf, exportItems, ProblemError } from '../src/index.ts';

/** A client that records its requests and gets the test's responses. */
function recorded(response: () => Response | Promise<Response> = () => Response.json({})) {
  const requests: Request[] = [];
  const inventory = createClient({
    baseUrl: 'https://stock.example.com',
    headers: { authorization: 'Bearer token' },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request);
      request.signal.throwIfAborted();
      return response();
    },
  });
  return { inventory, requests };
}

const receipt = { sku: 'BOLT-M8-40', location: 'MAIN', quantity: 5 };

describe('a request of the client', () => {
  test('escapes path parameters and leaves out queries that are not set', async () => {
    const { inventory, requests } = recorded();
    await inventory.listItemStock({ params: { sku: 'a/b c' }, query: { limit: 5 } });
    expect(requests[0]?.url).toBe('https://stock.example.com/api/v1/items/a%2Fb%20c/stock?limit=5');
    expect(requests[0]?.method).toBe('GET');
  });

  test.each(['.', '..'])(
    'rejects the path parameter "%s", which would change the path',
    async (sku) => {
      const { inventory, requests } = recorded(() => Response.json({}));
      await expect(inventory.listItemStock({ params: { sku } })).rejects.toThrow(TypeError);
      expect(requests).toEqual([]);
    },
  );

  test('fails if a path parameter is missing', async () => {
    const { inventory, requests } = recorded();
    const call = inventory.listItemStock({ params: { sku: '' } });
    await expect(call).rejects.toThrow('The path parameter "sku" is missing or empty.');
    expect(requests).toEqual([]);
  });

  test("carries the client's headers and a JSON body", async () => {
    const { inventory, requests } = recorded();
    await inventory.receiveStock({ body: receipt });
    const [request] = requests;
    expect(request?.headers.get('authorization')).toBe('Bearer token');
    expect(request?.headers.get('content-type')).toBe('application/json');
    expect(await request?.json()).toEqual(receipt);
  });

  test('sends changes of an item as a merge patch, with the version it was read at', async () => {
    const { inventory, requests } = recorded();
    await inventory.updateItem({
      params: { sku: 'A' },
      headers: { 'if-match': '"3"' },
      body: { price: null },
    });
    expect(requests[0]?.headers.get('content-type')).toBe('application/merge-patch+json');
    expect(requests[0]?.headers.get('if-match')).toBe('"3"');
  });

  test('gets its own idempotency key for a change of stock', async () => {
    const { inventory, requests } = recorded();
    await inventory.receiveStock({ body: receipt });
    await inventory.receiveStock({ body: receipt });
    const keys = requests.map((request) => request.headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).not.toBe(keys[0]);
  });

  test("keeps the caller's idempotency key", async () => {
    const { inventory, requests } = recorded();
    await inventory.receiveStock({ body: receipt, headers: { 'idempotency-key': 'delivery-7' } });
    expect(requests[0]?.headers.get('idempotency-key')).toBe('delivery-7');
  });
});

describe('an error response', () => {
  test('is thrown with its problem', async () => {
    const problem = {
      type: 'urn:stockroom:problem:insufficient-stock',
      title: 'Insufficient stock',
      status: 409,
      detail: '3 are available.',
      available: 3,
    };
    const { inventory } = recorded(() => Response.json(problem, { status: 409 }));
    const error = await inventory.issueStock({ body: receipt }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error.message).toBe('3 are available.');
    expect(error.problem).toEqual(problem);
    expect(error.is('insufficient-stock')).toBe(true);
    expect(error.is('unknown-sku')).toBe(false);
  });

  test('without problem details still says what to do', async () => {
    const { inventory } = recorded(
      () => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' }),
    );
    const error = await inventory.listItems().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error.problem).toMatchObject({ type: 'about:blank', title: 'Bad Gateway', status: 502 });
    expect(error.message).toContain('Try again');
  });
});

test('a call ends when its signal is aborted', async () => {
  const { inventory } = recorded();
  const call = inventory.listItems(undefined, { signal: AbortSignal.abort(new Error('left')) });
  await expect(call).rejects.toThrow('left');
});

test('a call fails after its timeout', async () => {
  const inventory = createClient({
    baseUrl: 'https://stock.example.com',
    fetch: (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      }),
  });
  await expect(inventory.listItems(undefined, { timeout: 1 })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

describe('a service that is unavailable for a moment', () => {
  const unavailable = () => new Response(null, { status: 503, headers: { 'retry-after': '0' } });

  /** Sends these responses in order, then an empty page. */
  const sequence = (...responses: (() => Response)[]) =>
    recorded(() =>
      (responses.shift() ?? (() => Response.json({ entries: [], nextCursor: null })))(),
    );

  test('gets retries of reads', async () => {
    const { inventory, requests } = sequence(unavailable, unavailable);
    await inventory.listItems();
    expect(requests).toHaveLength(3);
  });

  test('gets retries of a change of stock under the same idempotency key', async () => {
    const { inventory, requests } = sequence(unavailable, () => {
      throw new TypeError('fetch failed');
    });
    await inventory.receiveStock({ body: receipt });
    const keys = requests.map((request) => request.headers.get('idempotency-key'));
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(await requests[2]?.json()).toEqual(receipt);
  });

  test('gets no retries of what would be applied twice', async () => {
    const { inventory, requests } = sequence(unavailable);
    const error = await inventory.createItem({ body: { sku: 'A', name: 'A' } }).catch((e) => e);
    expect(error.problem.status).toBe(503);
    expect(requests).toHaveLength(1);
  });

  test('gets no retries of a request that it rejects', async () => {
    const { inventory, requests } = sequence(() => Response.json({}, { status: 409 }));
    await expect(inventory.receiveStock({ body: receipt })).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });

  test('gets at most three retries per call, and ten over all calls', async () => {
    const { inventory, requests } = recorded(unavailable);
    for (let call = 0; call < 5; call += 1) {
      await expect(inventory.listItems()).rejects.toThrow();
    }
    // Four attempts each, until the budget of ten (and the tenths that were earned) is spent.
    expect(requests).toHaveLength(5 + 10);
  });

  test('gets no retry if Retry-After exceeds the timeout of the call', async () => {
    const { inventory, requests } = recorded(
      () => new Response(null, { status: 503, headers: { 'retry-after': '3600' } }),
    );
    await expect(inventory.listItems()).rejects.toMatchObject({ problem: { status: 503 } });
    expect(requests).toHaveLength(1);
  });
});

test('headers from a function are computed for every call', async () => {
  const seen: (string | null)[] = [];
  let calls = 0;
  const inventory = createClient({
    baseUrl: 'https://stock.example.com',
    headers: () => {
      calls += 1;
      return { traceparent: `trace-${calls}` };
    },
    fetch: async (input, init) => {
      seen.push(new Request(input, init).headers.get('traceparent'));
      return Response.json({});
    },
  });
  await inventory.getTotals();
  await inventory.getTotals();
  expect(seen).toEqual(['trace-1', 'trace-2']);
});

test('the entries of a list are requested page by page, as far as they are read', async () => {
  const pages = [
    { entries: [{ sku: 'A' }, { sku: 'B' }], nextCursor: 'next' },
    { entries: [{ sku: 'C' }], nextCursor: null },
  ];
  const { inventory, requests } = recorded(() => Response.json(pages.shift()));
  const skus: string[] = [];
  for await (const item of entriesOf(inventory.listItems, { query: { search: 'x' } })) {
    skus.push(item.sku);
    if (skus.length === 2) expect(requests).toHaveLength(1);
  }
  expect(skus).toEqual(['A', 'B', 'C']);
  expect(requests.map(({ url }) => new URL(url).search)).toEqual([
    '?search=x',
    '?search=x&cursor=next',
  ]);
});

describe('a file', () => {
  const result = { dryRun: false, rows: 1, created: 1, errors: [] };
  const bodyType = 'text/csv';

  test('is sent as it is, under an idempotency key', async () => {
    const { inventory, requests } = recorded(() => Response.json(result));
    const body = 'sku,name\nA,Bolt\n';
    expect(await inventory.importItems({ body, bodyType, query: { dryRun: true } })).toEqual(
      result,
    );
    const [request] = requests;
    expect(request?.url).toBe('https://stock.example.com/api/v1/items/import?dryRun=true');
    expect(request?.headers.get('content-type')).toBe('text/csv');
    expect(request?.headers.get('idempotency-key')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await request?.text()).toBe(body);
  });

  test('is streamed if it is a stream, and then not retried', async () => {
    const { inventory, requests } = recorded(
      () => new Response(null, { status: 503, headers: { 'retry-after': '0' } }),
    );
    const lines = ReadableStream.from(['sku,name\n', 'A,Bolt\n']);
    const body = lines.pipeThrough(new TextEncoderStream());
    await expect(inventory.importItems({ body, bodyType })).rejects.toThrow(ProblemError);
    expect(requests).toHaveLength(1);
    expect(await requests[0]?.text()).toBe('sku,name\nA,Bolt\n');
  });

  test('is retried if it is not a stream', async () => {
    const responses = [new Response(null, { status: 503, headers: { 'retry-after': '0' } })];
    const { inventory, requests } = recorded(() => responses.shift() ?? Response.json(result));
    await inventory.importItems({ body: new Blob(['sku\nA\n']), bodyType });
    expect(await requests[1]?.text()).toBe('sku\nA\n');
    expect(new Set(requests.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
  });

  test('is exported as a stream, with the requested filter', async () => {
    const urls: string[] = [];
    const items = await exportItems({
      baseUrl: 'https://stock.example.com',
      query: { format: 'ndjson', category: 'Brakes' },
      fetch: async (input) => {
        urls.push(String(input));
        return new Response('{"sku":"A"}\n');
      },
    });
    expect(await new Response(items).text()).toBe('{"sku":"A"}\n');
    expect(urls).toEqual([
      'https://stock.example.com/api/v1/items/export?format=ndjson&category=Brakes',
    ]);
  });

  test('that cannot be exported is a problem like any other', async () => {
    const problem = { type: 'urn:stockroom:problem:invalid-request', detail: 'No', status: 400 };
    const failing = exportItems({ fetch: async () => Response.json(problem, { status: 400 }) });
    await expect(failing).rejects.toMatchObject({ problem });
  });
});
