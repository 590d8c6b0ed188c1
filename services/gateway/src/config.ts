import { environmentOf } from '@stockroom/service/manifest';
import { type Static, Type } from 'typebox';

/** What the gateway reads from its environment. */
export const environment = environmentOf({
  INVENTORY_URL: Type.String({
    format: 'uri',
    default: 'http://127.0.0.1:3001',
    description: 'Where the inventory API answers',
  }),
  CONSOLE_DIRECTORY: Type.Optional(
    Type.String({ description: 'The built console; where the workspace builds it, without it' }),
  ),
  UPSTREAM_TIMEOUT_SECONDS: Type.Number({
    default: 30,
    exclusiveMinimum: 0,
    description: 'How long a service behind the gateway may take to begin its answer',
  }),
});

export type Config = Static<typeof environment>;
