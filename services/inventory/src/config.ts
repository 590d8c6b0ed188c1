import { actorEnvironment, databaseEnvironment, environmentOf } from '@stockroom/service/manifest';
import { type Static, Type } from 'typebox';

/** The environment variables of the inventory. */
export const environment = environmentOf({
  ...actorEnvironment,
  ...databaseEnvironment,
  DATABASE_CONNECTIONS: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 1000,
    description: 'Maximum number of database connections per instance',
  }),
  DATA_DIRECTORY: Type.String({
    default: '.data/inventory',
    description: 'Directory of the embedded database',
  }),
  DEMO_DATA: Type.Boolean({
    default: false,
    description: 'Loads demo items into an empty database',
  }),
});

export type Config = Static<typeof environment>;
