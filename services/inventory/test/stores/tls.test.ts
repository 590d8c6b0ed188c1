import { readConfig } from '@stockroom/service';
import { describeWith } from '@stockroom/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environment } from '../../src/config.ts';
import { openMongo } from '../../src/stores/mongodb/mongo-database.ts';
import { openStore } from '../../src/stores/open-store.ts';
import { openPool } from '../../src/stores/postgres/pool-database.ts';
import { certificateAuthority } from '../fixtures/certificates.ts';
import { startPostgres } from '../fixtures/postgres-server.ts';
import { mongodb, startMongodb, startTimeout, type TestMongodb } from '../mongodb-server/engine.ts';

const [authority, other] = await Promise.all([
  certificateAuthority('An authority'),
  certificateAuthority('Another authority'),
]);
const trusting = ({ certificate }: typeof authority) => ({ ca: [certificate] });

/** Host names of this machine: one in the certificate, and one that is not. */
const [name, wrongName] = ['localhost', '127.0.0.1'];
const signed = await authority.sign(name);

const unknownAuthority = /unable to (verify|get)|self-signed certificate/;
const wrongHost = /does not match certificate/;

describe('TLS to PostgreSQL', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;

  beforeAll(async () => {
    postgres = await startPostgres(signed);
  });
  afterAll(() => postgres.stop());

  async function encryption(host: string, tls: { readonly ca: string[] }) {
    const database = openPool({ ...postgres.settings('postgres'), host, tls });
    try {
      return await database.query<{ version: string }>(
        'select version from pg_stat_ssl where pid = pg_backend_pid()',
      );
    } finally {
      await database.close();
    }
  }

  test('is used with a server whose certificate the authority has signed', async () => {
    expect(await encryption(name, trusting(authority))).toEqual([{ version: 'TLSv1.3' }]);
  });

  test('fails with another authority', async () => {
    await expect(encryption(name, trusting(other))).rejects.toThrow(unknownAuthority);
  });

  test('fails under another name', async () => {
    await expect(encryption(wrongName, trusting(authority))).rejects.toThrow(wrongHost);
  });

  test('trusts only the authorities of AWS, unless it is turned off', async () => {
    const config = (tls: boolean) =>
      readConfig(environment, {
        DATABASE_KIND: 'postgres',
        DATABASE_HOST: name,
        DATABASE_PORT: String(postgres.port),
        DATABASE_NAME: 'postgres',
        DATABASE_USERNAME: postgres.admin.username,
        DATABASE_PASSWORD: postgres.admin.password,
        ...(tls ? {} : { DATABASE_TLS: 'false' }),
      });
    await expect(openStore(config(true), () => {})).rejects.toThrow(unknownAuthority);
    const store = await openStore(config(false), () => {});
    await store.close();
  });
});

describeWith([mongodb], 'TLS to MongoDB', () => {
  let server: TestMongodb;

  beforeAll(async () => {
    server = await startMongodb(undefined, signed);
  }, startTimeout);
  afterAll(() => server?.stop());

  async function encryption(host: string, tls: { readonly ca: string[] } | false) {
    const url = server.url.replace(/\/\/[^:]+/, `//${host}`);
    const database = await openMongo({ url, database: 'tls', tls });
    try {
      return await database.run(({ items }) => items.countDocuments());
    } finally {
      await database.close();
    }
  }

  // An existing server has its own certificate.
  describe.skipIf(process.env.MONGODB_URL)('of the test', () => {
    test('is used with a server whose certificate the authority has signed', async () => {
      expect(await encryption(name, trusting(authority))).toBe(0);
    });

    test.concurrent.for([
      ['plain text', name, false, /connection .* closed/],
      ['another authority', name, trusting(other), unknownAuthority],
      ['another name', wrongName, trusting(authority), wrongHost],
    ] as const)('fails with %s', async ([, host, tls, why], { expect }) => {
      await expect(encryption(host, tls)).rejects.toThrow(why);
    });
  });
});
