import { environmentOf } from '@stockroom/service/manifest';
import { type Static, Type } from 'typebox';

/** What the gateway reads from its environment. */
export const environment = environmentOf({
  INVENTORY_URL: Type.String({
    format: 'uri',
    default: 'http://127.0.0.1:3001',
    description: 'Where the inventory API answers',
  }),
});

export type Config = Static<typeof environment>;
