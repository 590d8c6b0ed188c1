import { randomUUID } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { pathOf, type Route } from './routes.ts';
import { type Schema, sampleOf } from './sample.ts';
import type { HostileRequest } from './send.ts';

/** Largest upload, in bytes. */
export const uploadLimit = 64 * 1024 * 1024;

const megabyte = 1024 * 1024;
/** Nearly all of what Node takes for the headers of a request, 16 KiB. */
const headerRoom = 15_000;

type Named = readonly [name: string, request: HostileRequest];

/** What a caller might send to a route to wear a service out, each with its name. */
export const hostileRequests = (route: Route): readonly Named[] => [
  ...inTheAddress(route),
  ...inTheHeaders(route),
  ...(route.body ? inJson(route, route.body) : []),
  ...(route.upload ?? []).flatMap((type) => inFiles(route, type)),
];

/** An ordinary request whose JSON body is as long as it may be. */
export function ordinaryAtLimit(route: Route): HostileRequest {
  const request = ordinary(route);
  const body = request.body?.() ?? Buffer.from('{}');
  return { ...request, body: () => padded(body, route.bodyLimit) };
}

/** A request that is only a request. */
export function ordinary(route: Route): HostileRequest {
  const { method, body, upload } = route;
  const headers = route.headers
    .filter(({ isRequired }) => isRequired)
    .map(({ name }) => [name, randomUUID()] as const);
  const type = upload?.[0] ?? 'application/json';
  const content = upload ? 'sku,name\nSAMPLE,Sample\n' : body && JSON.stringify(sampleOf(body));
  return {
    method,
    path: pathOf(route),
    headers: content === undefined ? headers : [...headers, ['content-type', type]],
    ...(content !== undefined && { body: () => Buffer.from(content) }),
  };
}

function inTheAddress(route: Route): Named[] {
  const request = ordinary(route);
  const [known = 'limit'] = route.query;
  const withQuery = (query: string) => ({ ...request, path: `${request.path}?${query}` });
  return [
    ['1000 query parameters', withQuery(times(1000, (n) => `p${n}=${n}`, '&'))],
    [`${known} 1000 times`, withQuery(times(1000, () => `${known}=1`, '&'))],
    ['a query of & alone', withQuery('&'.repeat(headerRoom))],
    ...[known, 'unknown'].map(
      (name): Named => [
        `a long ${name} in the query`,
        withQuery(`${name}=${'a'.repeat(headerRoom)}`),
      ],
    ),
    ['a query of escapes', withQuery(`${known}=${'%C3%A4'.repeat(headerRoom / 6)}`)],
    ...Object.keys(route.params).map(
      (name): Named => [
        `a long ${name} in the path`,
        {
          ...request,
          path: pathOf({ ...route, params: { ...route.params, [name]: 'a'.repeat(headerRoom) } }),
        },
      ],
    ),
  ];
}

function inTheHeaders(route: Route): Named[] {
  const request = ordinary(route);
  const own = request.headers ?? [];
  const withHeaders = (...more: (readonly [string, string])[]): HostileRequest => ({
    ...request,
    headers: [...own.filter(([name]) => !more.some(([other]) => other === name)), ...more],
  });
  const names = [
    ...route.headers.map(({ name }) => name),
    'x-request-id',
    'traceparent',
    'authorization',
    'x-api-key',
    'accept',
    'content-type',
    'x-forwarded-for',
    'x-unknown',
  ];
  return [
    ['90 headers', withHeaders(...list(90, (n) => [`x-${n}`, 'a'] as const))],
    ['900 headers', withHeaders(...list(900, (n) => [`x-${n}`, 'a'] as const))],
    ['one header 90 times', withHeaders(...list(90, () => ['x-a', 'a'.repeat(100)] as const))],
    ['500 cookies', withHeaders(['cookie', times(500, (n) => `c${n}=${n}`, '; ')])],
    ['80 cookie headers', withHeaders(...list(80, (n) => ['cookie', `c${n}=${n}`] as const))],
    ['a cookie of ; alone', withHeaders(['cookie', ';'.repeat(headerRoom)])],
    ['headers over 16 KiB', withHeaders(['x-a', 'a'.repeat(17 * 1024)])],
    [
      'an accept-encoding of 2000 entries',
      withHeaders([
        'accept-encoding',
        times(2000, (n) => `e${n % 10};q=0`, ',').slice(0, headerRoom),
      ]),
    ],
    ['a connection of 5000 names', withHeaders(['connection', times(5000, () => 'a', ',')])],
    ...names.flatMap((name): Named[] => [
      [`a long ${name}`, withHeaders([name, 'a'.repeat(headerRoom)])],
      [`a list in ${name}`, withHeaders([name, times(headerRoom / 4, () => '"1"', ',')])],
    ]),
  ];
}

function inJson(route: Route, schema: Schema): Named[] {
  const request = ordinary(route);
  const { bodyLimit } = route;
  const filled = (before: string, unit: (n: number) => string, after: string) => () =>
    Buffer.from(text(before, unit, after, bodyLimit));
  const json = (body: () => Buffer, more: Partial<HostileRequest> = {}): HostileRequest => ({
    ...request,
    ...more,
    body,
  });
  const value = sampleOf(schema);
  const fields = typeof value === 'object' && value !== null ? value : {};
  const sample = Buffer.from(JSON.stringify(fields));
  /** The sample, with one more or another field. */
  const having = (name: string, fill: (room: number) => string) => () => {
    const others = Object.entries(fields)
      .filter(([other]) => other !== name)
      .map(([other, its]) => `,${JSON.stringify(other)}:${JSON.stringify(its)}`)
      .join('');
    const frame = Buffer.byteLength(`{"${name}":${others}}`);
    return Buffer.from(`{"${name}":${fill(bodyLimit - frame)}${others}}`);
  };
  const nested = (room: number) => '['.repeat(room / 2) + ']'.repeat(room / 2);
  return [
    ['arrays nested to the limit', json(() => Buffer.from(nested(bodyLimit)))],
    [
      'objects nested to the limit',
      json(() => {
        const depth = Math.floor((bodyLimit - 1) / 6);
        return Buffer.from(`${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}`);
      }),
    ],
    ['arrays that never close', json(() => Buffer.alloc(bodyLimit, '['))],
    ['a wide array', json(filled('[', () => '1', ']'))],
    ['a wide array of objects', json(filled('[', () => '{}', ']'))],
    ['a wide object', json(filled('{', (n) => `"${n}":1`, '}'))],
    [
      'a wide object in an unknown field',
      json(having('unknown', (room) => text('{', (n) => `"${n}":1`, '}', room))),
    ],
    ['arrays nested in an unknown field', json(having('unknown', nested))],
    ['one long text', json(() => Buffer.from(`"${'a'.repeat(bodyLimit - 2)}"`))],
    ['one long key', json(() => Buffer.from(`{"${'a'.repeat(bodyLimit - 6)}":1}`))],
    ['one long number', json(() => Buffer.alloc(bodyLimit, '9'))],
    ['the same key again and again', json(filled('{', () => '"sku":"A"', '}'))],
    ['__proto__ again and again', json(filled('{', () => '"__proto__":{}', '}'))],
    [
      'text of escapes',
      json(() => Buffer.from(`{"name":"${'\\u0000'.repeat((bodyLimit - 12) / 6)}"}`)),
    ],
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]): Named[] => [
      ...kindsOf(field).map(
        ([kind, fill]): Named => [`${kind} in ${name}`, json(having(name, fill))],
      ),
      [`arrays nested in ${name}`, json(having(name, nested))],
    ]),
    ['a body just at the limit', json(() => padded(sample, bodyLimit))],
    ['a body one byte over the limit', json(() => padded(sample, bodyLimit + 1))],
    [
      'a body over the limit in chunks',
      json(() => padded(sample, bodyLimit + 1), { chunked: true }),
    ],
    ['a body far over the limit', json(() => padded(sample, 30 * megabyte))],
    ...compressed(json),
    [
      'another media type',
      {
        ...request,
        headers: [['content-type', 'text/plain']],
        body: () => Buffer.alloc(bodyLimit, 'a'),
      },
    ],
  ];
}

type FieldKind = readonly [kind: string, fill: (room: number) => string];

/** What fills a field that is of one type or of several. */
function kindsOf(field: Schema): FieldKind[] {
  const alternatives = field.anyOf ?? [field];
  return alternatives.flatMap(({ type, items }): FieldKind[] => {
    switch (type) {
      case 'string':
        return [
          ['one long text', (room: number) => `"${'a'.repeat(room - 2)}"`],
          ['a long text of many bytes', (room: number) => `"${'€'.repeat((room - 2) / 3)}"`],
        ];
      case 'integer':
      case 'number':
        return [['one long number', (room: number) => '9'.repeat(room)]];
      case 'array': {
        const item = JSON.stringify(sampleOf(items ?? {}));
        return [
          ['the same entry again and again', (room: number) => text('[', () => item, ']', room)],
          ['many different entries', (room: number) => text('[', (n) => `"${n}"`, ']', room)],
          ['many empty objects', (room: number) => text('[', () => '{}', ']', room)],
          ['many empty texts', (room: number) => text('[', () => '""', ']', room)],
        ];
      }
      case 'object':
        return [
          ['many keys', (room: number) => text('{', (n) => `"k${n}":1`, '}', room)],
          ['many wrong keys', (room: number) => text('{', (n) => `"/${n}":{}`, '}', room)],
        ];
      default:
        return [];
    }
  });
}

/** The same bytes in every encoding, and in some that are broken. */
function compressed(
  make: (body: () => Buffer, more: Partial<HostileRequest>) => HostileRequest,
): Named[] {
  const encoded = (encoding: string, body: () => Buffer): HostileRequest => {
    const request = make(body, {});
    return { ...request, headers: [...(request.headers ?? []), ['content-encoding', encoding]] };
  };
  return [
    ...(['gzip', 'deflate', 'br'] as const).map(
      (encoding): Named => [
        `60 MB as ${encoding}`,
        encoded(encoding, () => sixtyMegabytes(encoding)),
      ],
    ),
    ['60 MB as gzip in gzip', encoded('gzip, gzip', () => gzipSync(sixtyMegabytes('gzip')))],
    ['gzip that is cut off', encoded('gzip', () => gzipSync('{}'.padEnd(10_000)).subarray(0, -10))],
    ['gzip in name only', encoded('gzip', () => Buffer.alloc(megabyte, 'a'))],
    [
      'many empty gzip members',
      encoded('gzip', () => Buffer.concat(list(20_000, () => emptyGzip))),
    ],
    ['an unknown encoding', encoded('x-unknown', () => Buffer.alloc(1000, 'a'))],
    [
      '500 encodings',
      encoded(
        times(500, () => 'gzip', ','),
        () => gzipSync('{}'),
      ),
    ],
  ];
}

const encoders = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
const compressedOnce = new Map<keyof typeof encoders, Buffer>();

/** JSON with 60 MB of spaces behind it, which are a few kilobytes when they are compressed. */
function sixtyMegabytes(encoding: keyof typeof encoders): Buffer {
  const made =
    compressedOnce.get(encoding) ?? encoders[encoding](padded(Buffer.from('{}'), 60 * megabyte));
  compressedOnce.set(encoding, made);
  return made;
}

const emptyGzip = gzipSync('');

function inFiles(route: Route, type: string): Named[] {
  const request = ordinary(route);
  const headers = (request.headers ?? []).map(
    ([name, value]) => [name, name === 'content-type' ? type : value] as const,
  );
  const file = (body: () => Buffer, more: Partial<HostileRequest> = {}): HostileRequest => ({
    ...request,
    headers,
    ...more,
    body,
  });
  const gzip = (body: () => Buffer): HostileRequest =>
    file(() => gzipSync(body()), { headers: [...headers, ['content-encoding', 'gzip']] });
  const repeated = (bytes: number, unit: string, before = '') =>
    Buffer.concat([Buffer.from(before), Buffer.alloc(bytes, unit)]);
  const csv = type === 'text/csv';
  const header = csv ? 'sku,name\n' : '';
  const row = csv ? 'SAMPLE,Sample\n' : '{"sku":"SAMPLE","name":"Sample"}\n';
  const kinds: Named[] = [
    ['60 MB of commas as gzip', gzip(() => repeated(60 * megabyte, ','))],
    ['60 MB without a newline', file(() => repeated(60 * megabyte, 'a'))],
    ['60 MB without a newline as gzip', gzip(() => repeated(60 * megabyte, 'a'))],
    ['20 MB of empty lines as gzip', gzip(() => repeated(20 * megabyte, '\n', header))],
    ['60 MB of NUL as gzip', gzip(() => Buffer.alloc(60 * megabyte))],
    [
      '5 MB of rows that say nothing',
      file(() => repeated(5 * megabyte, csv ? ',\n' : '{}\n', header)),
    ],
    ['5 MB of rows that are none', file(() => repeated(5 * megabyte, 'a\n', header))],
    ['1 MB of the same row', file(() => repeated(megabyte, row, header))],
    ['bytes that are no UTF-8', file(() => repeated(5 * megabyte, '', header).fill(0xff, 20))],
    ['nothing', file(() => Buffer.alloc(0))],
    ['a file just at the limit', gzip(() => repeated(uploadLimit - header.length, 'a', header))],
    ['a file over the limit', file(() => repeated(uploadLimit + 1, 'a'))],
    [
      'a file over the limit in chunks',
      file(() => repeated(uploadLimit + 1, 'a'), { chunked: true }),
    ],
    ['a file over the limit as gzip', gzip(() => repeated(uploadLimit + 1, 'a'))],
    ...compressed(file),
  ];
  const own: Named[] = csv
    ? [
        ['a huge header of one name', gzip(() => repeated(10 * megabyte, 'sku,'))],
        [
          'a huge header of unknown names',
          file(() => Buffer.from(times(60_000, (n) => `c${n}`, ','))),
        ],
        ['a huge quoted field', gzip(() => repeated(60 * megabyte, 'a', `${header}SAMPLE,"`))],
        ['a huge field of quotes', gzip(() => repeated(60 * megabyte, '"', `${header}SAMPLE,"`))],
        ['a row of many cells', file(() => repeated(250_000, ',', header))],
        [
          'rows of many cells',
          file(() => repeated(5 * megabyte, `${','.repeat(100_000)}\n`, header)),
        ],
        [
          'attributes nested',
          file(() =>
            Buffer.from(
              `sku,name,attributes\nA,A,"${'['.repeat(120_000)}${']'.repeat(120_000)}"\n`,
            ),
          ),
        ],
        [
          'many attributes',
          file(() =>
            Buffer.from(
              `sku,name,attributes\nA,A,"{${times(15_000, (n) => `""/${n}"":{}`, ',')}}"\n`,
            ),
          ),
        ],
        [
          'many tags',
          file(() => Buffer.from(`sku,name,tags\nA,A,${times(60_000, (n) => `t${n}`, ';')}\n`)),
        ],
      ]
    : [
        [
          'a row of nested arrays',
          file(() => Buffer.from(`${'['.repeat(120_000)}${']'.repeat(120_000)}\n`)),
        ],
        [
          'a row with nested attributes',
          file(() =>
            Buffer.from(`{"sku":"A","attributes":${'['.repeat(120_000)}${']'.repeat(120_000)}}\n`),
          ),
        ],
        [
          'rows of many unknown fields',
          file(() => repeated(5 * megabyte, `{${times(20_000, (n) => `"${n}":1`, ',')}}\n`)),
        ],
        [
          'rows of many tags',
          file(() =>
            repeated(
              5 * megabyte,
              `{"sku":"A","name":"A","tags":[${times(30_000, (n) => `"${n}"`, ',')}]}\n`,
            ),
          ),
        ],
        [
          'rows of many attributes',
          file(() =>
            repeated(
              5 * megabyte,
              `{"sku":"A","name":"A","attributes":{${times(15_000, (n) => `"/${n}":{}`, ',')}}}\n`,
            ),
          ),
        ],
        ['a row of one key', file(() => Buffer.from(`{${times(25_000, () => '"sku":1', ',')}}\n`))],
      ];
  return [...kinds, ...own].map(([name, hostile]) => [`${name} (${type})`, hostile]);
}

/** As many units as fit into the room. */
function text(before: string, unit: (n: number) => string, after: string, room: number): string {
  const units: string[] = [];
  let left = room - before.length - after.length;
  for (let n = 0; ; n += 1) {
    const next = unit(n);
    left -= next.length + 1;
    if (left < 0) break;
    units.push(next);
  }
  return `${before}${units.join(',')}${after}`;
}

/** A body with spaces behind it, so that it has a length. */
const padded = (body: Buffer, length: number): Buffer =>
  Buffer.alloc(length, ' ').fill(body, 0, body.length);

const list = <Entry>(length: number, entry: (n: number) => Entry): Entry[] =>
  Array.from({ length }, (_, n) => entry(n));

const times = (length: number, entry: (n: number) => string, between: string): string =>
  list(length, entry).join(between);
