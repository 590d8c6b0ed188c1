import { actorEnvironment, databaseEnvironment, environmentOf } from '@stockroom/service/manifest';
import { type Static, Type } from 'typebox';

/** What the inventory reads from its environment. */
export const environment = environmentOf({
  ...actorEnvironment,
  ...databaseEnvironment,
  DATABASE_CONNECTIONS: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 1000,
    description: 'Connections to the database held at most by one instance',
  }),
  DATA_DIRECTORY: Type.String({
    default: '.data/inventory',
    description: 'Folder of the embedded database',
  }),
  DEMO_DATA: Type.Boolean({
    default: false,
    description: 'Puts a few items into an empty embedded database',
  }),
});

export type Config = Static<typeof environment>;
