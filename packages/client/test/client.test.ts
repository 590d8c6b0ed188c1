import { describe, expect, test } from 'vitest';
import { createClient, ProblemError } from '../src/index.ts';

/** A client whose requests are kept, and answered with what the test says. */
function recorded(answer: () => Response | Promise<Response> = () => Response.json({})) {
  const requests: Request[] = [];
  const inventory = createClient({
    baseUrl: 'https://stock.example.com',
    headers: { authorization: 'Bearer token' },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request);
      request.signal.throwIfAborted();
      return answer();
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

  test('gets an idempotency key of its own where stock changes', async () => {
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

describe('a refusal', () => {
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

  test('that is no problem document still says what to do', async () => {
    const { inventory } = recorded(
      () => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' }),
    );
    const error = await inventory.listItems().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error.problem).toMatchObject({ type: 'about:blank', title: 'Bad Gateway', status: 502 });
    expect(error.message).toContain('Try again');
  });
});

test('a call ends early when its signal says so', async () => {
  const { inventory } = recorded();
  const call = inventory.listItems(undefined, { signal: AbortSignal.abort(new Error('left')) });
  await expect(call).rejects.toThrow('left');
});

test('a call is given up after its timeout', async () => {
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
