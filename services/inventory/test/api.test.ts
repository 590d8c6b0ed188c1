import type { ProblemError } from '@stockroom/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi } from './fixtures/api.ts';
import { gtin, unique } from './fixtures/unique.ts';

let api: Awaited<ReturnType<typeof startApi>>;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.service.close());

async function given(onHand = 0) {
  const sku = unique('SKU');
  const location = unique('LOC');
  await api.client.createItem({ body: { sku, name: 'Bolt' } });
  await api.client.createLocation({ body: { code: location, name: 'Main' } });
  if (onHand > 0) await api.client.receiveStock({ body: { sku, location, quantity: onHand } });
  return { sku, location };
}

/** Sends requests that the types of the client forbid. */
async function send(method: string, path: string, body?: unknown, headers = {}) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body: json };
}

describe('the life of an item', () => {
  test('from its creation to the history of its stock', async () => {
    const { client } = api;
    const { sku, location } = await given();
    await client.updateItem({ params: { sku }, body: { price: { amount: 12, currency: 'EUR' } } });
    await client.receiveStock({
      body: { sku, location, quantity: 10, reason: 'Delivery', reference: 'DN-7' },
    });
    await client.issueStock({ body: { sku, location, quantity: 3 } });
    await client.adjustStock({ body: { sku, location, quantity: -1, reason: 'Broken' } });

    const item = await client.getItem({ params: { sku } });
    expect(item).toMatchObject({
      version: 2,
      price: { amount: 12, currency: 'EUR' },
      stock: { onHand: 6, reserved: 0, available: 6 },
    });
    const { entries: levels } = await client.listItemStock({ params: { sku } });
    expect(levels).toEqual([{ sku, location, onHand: 6, reserved: 0, available: 6 }]);
    const { entries: movements } = await client.listItemMovements({ params: { sku } });
    expect(movements.map(({ kind, quantity, balance }) => [kind, quantity, balance])).toEqual([
      ['adjustment', -1, 6],
      ['issue', -3, 7],
      ['receipt', 10, 10],
    ]);
    const found = await client.listItems({ query: { search: sku } });
    expect(found).toEqual({ entries: [item], nextCursor: null });
  });
});

describe('the life of an order', () => {
  test('from a bin to its confirmation', async () => {
    const { client } = api;
    const { sku, location: warehouse } = await given(10);
    const bin = unique('BIN');
    await client.createLocation({ body: { code: bin, name: 'Shelf 1', parent: warehouse } });
    const transfer = await client.transferStock({
      body: { sku, from: warehouse, to: bin, quantity: 6 },
    });
    expect([transfer.out.balance, transfer.in.balance]).toEqual([4, 6]);
    const count = await client.countStock({ body: { sku, location: bin, counted: 5 } });
    expect(count).toMatchObject({ expected: 6, counted: 5, difference: -1 });

    const lines = [
      { sku, location: bin, quantity: 2 },
      { sku, location: warehouse, quantity: 1 },
    ];
    const reservation = await client.reserveStock({ body: { lines, reference: 'ORDER-1' } });
    const params = { id: reservation.id };
    expect(await client.getReservation({ params })).toEqual(reservation);
    const { entries } = await client.listReservations({ query: { status: 'active' } });
    expect(entries).toContainEqual(reservation);
    expect(await client.confirmReservation({ params })).toMatchObject({ status: 'confirmed' });
    const error = await client.releaseReservation({ params }).catch((error) => error.problem);
    expect(error).toMatchObject({
      type: 'urn:stockroom:problem:reservation-closed',
      status: 409,
      reservationStatus: 'confirmed',
    });
    const { stock } = await client.getItem({ params: { sku } });
    expect(stock).toEqual({ onHand: 6, reserved: 0, available: 6 });
    const issues = await client.listMovements({ query: { location: bin, kind: 'issue' } });
    expect(issues.entries).toMatchObject([{ quantity: -2, reservation: reservation.id }]);
  });

  test('results in consistent reports', async () => {
    const { client } = api;
    const { sku } = await given(3);
    const change = { reorderPoint: 5, reorderQuantity: 4, price: { amount: 7, currency: 'XXX' } };
    await client.updateItem({ params: { sku }, body: change });
    const low = await client.listLowStock({ query: { limit: 200 } });
    expect(low.entries).toContainEqual(expect.objectContaining({ sku, suggestedOrder: 4 }));
    const { entries: values } = await client.getValuation();
    expect(values).toContainEqual({ currency: 'XXX', amount: 21, items: 1, units: 3 });
    const totals = await client.getTotals();
    expect(totals.available).toBe(totals.onHand - totals.reserved);
  });
});

describe('an item over HTTP', () => {
  test('keeps its barcode and attributes until a patch sets them to null', async () => {
    const sku = unique('SKU');
    const barcode = gtin();
    const attributes = { colour: 'red', 'weight in g': 12.5, fragile: true };
    const created = await api.client.createItem({
      body: { sku, name: 'Cup', barcode, attributes },
    });
    expect(created).toMatchObject({ barcode, attributes, archived: false });
    const patched = await api.client.updateItem({
      params: { sku },
      body: { barcode: null, attributes: { fragile: null }, archived: true },
    });
    expect(patched).toMatchObject({ barcode: null, archived: true });
    expect(patched.attributes).toEqual({ colour: 'red', 'weight in g': 12.5 });
  });

  test.for([
    [{ sku: 'a b' }, 'sku', 'must be at most 64 letters, digits, ".", "_" and "-" without spaces'],
    [{ sku: 'export' }, 'sku', 'must not be "export" (Stock keeping unit'],
    [{ barcode: '123 456' }, 'barcode', 'must be 8, 12, 13 or 14 digits without spaces'],
    [{ barcode: 12345678 }, 'barcode', 'must be string or null'],
    [
      { price: { amount: 1, currency: '€' } },
      'price/currency',
      'must be the three capital letters',
    ],
    [
      { attributes: { 'no/name': 1 } },
      'attributes/no/name',
      'must have a name of at most 64 letters',
    ],
    [{ name: 'nul\0' }, 'name', 'must not contain NUL characters'],
    [{ name: 'half \ud800' }, 'name', 'must not contain unpaired surrogates'],
    [
      { attributes: { size: 'half \udfff' } },
      'attributes/size',
      'must not contain unpaired surrogates',
    ],
  ] as const)(
    'is rejected with the message of the violated rule: %j',
    async ([wrong, field, message]) => {
      const { status, body } = await send('POST', '/api/v1/items', {
        ...{ sku: unique('SKU'), name: 'Cup' },
        ...wrong,
      });
      expect(status).toBe(400);
      expect(body.errors).toEqual([{ field, message: expect.stringContaining(message) }]);
    },
  );

  test('can be named like a path segment, and is found by it', async () => {
    for (const sku of ['import', 'feed', 'items', 'stock']) {
      await api.client.createItem({ body: { sku, name: 'Word' } });
      expect(await api.client.getItem({ params: { sku } })).toMatchObject({ sku });
      expect((await api.client.listItemStock({ params: { sku } })).entries).toEqual([]);
    }
  });

  test('has its Location and ETag after its creation', async () => {
    const sku = unique('SKU');
    const created = await send('POST', '/api/v1/items', { sku, name: 'Bolt' });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/api/v1/items/${sku}`);
    expect(created.headers.get('etag')).toBe('"1"');
    expect(created.headers.get('cache-control')).toBe('no-store');
    const read = await send('GET', `/api/v1/items/${sku}`);
    expect(read.headers.get('etag')).toBe('"1"');
    expect(read.body).toEqual(created.body);
  });

  test.for(['application/merge-patch+json', 'application/json'])(
    'is changed by a patch sent as %s',
    async (type) => {
      const { sku } = await given();
      const patched = await send(
        'PATCH',
        `/api/v1/items/${sku}`,
        { name: 'Nut' },
        { 'content-type': type },
      );
      expect(patched).toMatchObject({ status: 200, body: { name: 'Nut', version: 2 } });
      expect(patched.headers.get('etag')).toBe('"2"');
    },
  );

  test('is changed only at the version that the caller read', async () => {
    const { sku } = await given();
    const patch = (name: string) =>
      send('PATCH', `/api/v1/items/${sku}`, { name }, { 'if-match': '"1"' });
    expect((await patch('First')).status).toBe(200);
    expect(await patch('Second')).toMatchObject({
      status: 412,
      body: {
        type: 'urn:stockroom:problem:version-mismatch',
        title: 'The item has changed',
        status: 412,
        detail: `Item "${sku}" has changed since you read it: it is now at version 2. Read it again and repeat the change.`,
        sku,
        currentVersion: 2,
      },
    });
  });

  test('is listed page by page with the cursor of each page', async () => {
    const prefix = unique('PAGE');
    for (const end of ['a', 'b', 'c']) {
      await api.client.createItem({ body: { sku: `${prefix}-${end}`, name: 'Paged' } });
    }
    const first = await api.client.listItems({ query: { search: prefix, limit: 2 } });
    expect(first.entries).toHaveLength(2);
    const second = await api.client.listItems({
      query: { search: prefix, limit: 2, cursor: first.nextCursor ?? '' },
    });
    expect(second.entries.map(({ sku }) => sku)).toEqual([`${prefix}-c`]);
    expect(second.nextCursor).toBeNull();
  });
});

describe('a change of stock over HTTP', () => {
  test('that is retried with its key gets the first response and is applied once', async () => {
    const { sku, location } = await given();
    const receipt = { sku, location, quantity: 5 };
    const headers = { 'idempotency-key': unique() };
    const first = await send('POST', '/api/v1/receipts', receipt, headers);
    // The same body with its fields in another order.
    const again = { quantity: 5, location, sku };
    const second = await send('POST', '/api/v1/receipts', again, headers);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    const item = await api.client.getItem({ params: { sku } });
    expect(item.stock.onHand).toBe(5);
  });

  test.for([
    ['another quantity', '/api/v1/receipts', 6],
    ['another operation', '/api/v1/issues', 5],
  ] as const)('with the key of %s is rejected', async ([, path, quantity]) => {
    const { sku, location } = await given(20);
    const headers = { 'idempotency-key': unique() };
    await send('POST', '/api/v1/receipts', { sku, location, quantity: 5 }, headers);
    const other = await send('POST', path, { sku, location, quantity }, headers);
    expect(other).toMatchObject({
      status: 422,
      body: {
        type: 'urn:stockroom:problem:idempotency-key-reused',
        title: 'Idempotency key reused',
        detail: `The idempotency key "${headers['idempotency-key']}" was already used for a different request. Repeat the original request, or use a new key.`,
      },
    });
  });

  test('records the actor that the gateway names', async () => {
    const { sku, location } = await given();
    const movement = await send(
      'POST',
      '/api/v1/receipts',
      { sku, location, quantity: 1 },
      { 'idempotency-key': unique(), 'x-stockroom-actor': 'ada@example.com' },
    );
    expect(movement.body.actor).toBe('ada@example.com');
  });
});

describe('invalid input is rejected with what is wrong, where, and the fix:', () => {
  test('an unknown field', async () => {
    const response = await send('POST', '/api/v1/items', { sku: 'A', name: 'A', colour: 'red' });
    expect(response).toMatchObject({
      status: 400,
      body: {
        type: 'urn:stockroom:problem:invalid-request',
        title: 'The body is not valid',
        status: 400,
        detail: 'colour is not a known field',
        instance: expect.stringMatching(/^urn:request:/),
        errors: [{ field: 'colour', message: 'is not a known field' }],
      },
    });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('a negative quantity', async () => {
    const { sku, location } = await given();
    const response = await send(
      'POST',
      '/api/v1/receipts',
      { sku, location, quantity: -5 },
      { 'idempotency-key': unique() },
    );
    expect(response).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'quantity', message: 'must be >= 1 (In units of the item)' }] },
    });
    const item = await api.client.getItem({ params: { sku } });
    expect(item.stock.onHand).toBe(0);
  });

  test.for([1.5, '5', null, 1e10])('the quantity %j', async (quantity) => {
    const response = await send(
      'POST',
      '/api/v1/receipts',
      { sku: 'A', location: 'B', quantity },
      { 'idempotency-key': unique() },
    );
    expect(response).toMatchObject({ status: 400, body: { errors: [{ field: 'quantity' }] } });
  });

  test('an unknown SKU', async () => {
    const expected = {
      status: 404,
      body: {
        type: 'urn:stockroom:problem:unknown-sku',
        title: 'Unknown SKU',
        status: 404,
        detail:
          'There is no item "NO-SUCH". Create it first, or check the spelling: SKUs are case-sensitive.',
        sku: 'NO-SUCH',
      },
    };
    const { location } = await given();
    expect(await send('GET', '/api/v1/items/NO-SUCH')).toMatchObject(expected);
    expect(
      await send(
        'POST',
        '/api/v1/receipts',
        { sku: 'NO-SUCH', location, quantity: 1 },
        { 'idempotency-key': unique() },
      ),
    ).toMatchObject(expected);
  });

  test('an unknown location', async () => {
    const { sku } = await given();
    const response = await send(
      'POST',
      '/api/v1/receipts',
      { sku, location: 'NOWHERE', quantity: 1 },
      { 'idempotency-key': unique() },
    );
    expect(response).toMatchObject({
      status: 404,
      body: {
        type: 'urn:stockroom:problem:unknown-location',
        title: 'Unknown location',
        detail:
          'There is no location "NOWHERE". Create it first, or check the spelling: codes are case-sensitive.',
        location: 'NOWHERE',
      },
    });
  });

  test('a duplicate SKU', async () => {
    const { sku } = await given();
    expect(await send('POST', '/api/v1/items', { sku, name: 'Again' })).toMatchObject({
      status: 409,
      body: {
        type: 'urn:stockroom:problem:duplicate-sku',
        title: 'Duplicate SKU',
        detail: `An item "${sku}" already exists. Change that item, or choose another SKU.`,
        sku,
      },
    });
  });

  test('more than is available', async () => {
    const { sku, location } = await given(3);
    const error = await api.client
      .issueStock({ body: { sku, location, quantity: 4 } })
      .catch((error: ProblemError) => error.problem);
    expect(error).toMatchObject({
      type: 'urn:stockroom:problem:insufficient-stock',
      title: 'Insufficient stock',
      status: 409,
      detail: `4 of "${sku}" were requested at "${location}", but only 3 are available. Request at most 3, or receive more first.`,
      sku,
      location,
      requested: 4,
      available: 3,
    });
  });

  test('no idempotency key', async () => {
    const response = await send('POST', '/api/v1/receipts', {
      sku: 'A',
      location: 'B',
      quantity: 1,
    });
    expect(response.status).toBe(400);
    expect(response.body.errors).toEqual([
      {
        field: 'idempotency-key',
        message:
          'is required (Your identifier of this change, for example a UUID. Send the same key when you retry: the change is applied once, and every retry gets the first response)',
      },
    ]);
  });

  test('a body that is not JSON', async () => {
    expect(await send('POST', '/api/v1/items', '{"sku": "A", name}')).toMatchObject({
      status: 400,
      body: {
        type: 'urn:stockroom:problem:malformed-json',
        title: 'The body is not JSON',
        detail: 'The body is not well-formed JSON. Check its quotes, commas and braces.',
      },
    });
  });

  test('a malformed cursor', async () => {
    expect(await send('GET', '/api/v1/items?cursor=nonsense')).toMatchObject({
      status: 400,
      body: {
        type: 'urn:stockroom:problem:malformed-cursor',
        title: 'Malformed cursor',
        detail:
          'The cursor does not belong to this list. Send "nextCursor" of the previous page unchanged, or no cursor for the first page.',
      },
    });
  });

  test.for(['?limit=0', '?limit=201', '?limit=ten', '?page=2'])('the query %s', async (query) => {
    const response = await send('GET', `/api/v1/items${query}`);
    expect(response).toMatchObject({
      status: 400,
      body: { type: 'urn:stockroom:problem:invalid-request' },
    });
  });

  test('an empty patch', async () => {
    const { sku } = await given();
    const response = await send('PATCH', `/api/v1/items/${sku}`, {});
    expect(response).toMatchObject({ status: 400, body: { title: 'The body is not valid' } });
  });
});
