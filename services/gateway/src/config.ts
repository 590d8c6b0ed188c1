import { environmentOf } from '@stockroom/service/manifest';
import { type Static, Type } from 'typebox';

const seconds = { exclusiveMinimum: 0, maximum: 3600 };
const megabytes = { exclusiveMinimum: 0, maximum: 10_000 };

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
    ...seconds,
    default: 30,
    description: 'How long a service behind the gateway may take to begin its answer',
  }),
  UPSTREAM_BULK_TIMEOUT_SECONDS: Type.Number({
    ...seconds,
    default: 300,
    description: 'The same for imports and exports, with the time that their bodies take',
  }),
  CIRCUIT_OPEN_SECONDS: Type.Number({
    ...seconds,
    default: 2,
    description: 'How long a service that does not answer is left alone before it is tried again',
  }),
  RATE_LIMIT_PER_MINUTE: Type.Integer({
    default: 6000,
    minimum: 0,
    description:
      'Requests per minute and caller that one gateway task takes; 0 for no limit. Callers are told apart by address, and an office may share one',
  }),
  JSON_BODY_MEGABYTES: Type.Number({
    ...megabytes,
    default: 1,
    description: 'Largest JSON body',
  }),
  STREAMED_BODY_MEGABYTES: Type.Number({
    ...megabytes,
    default: 100,
    description: 'Largest body of another type: an import',
  }),
  CORS_ORIGINS: Type.String({
    default: '',
    pattern: '^(https?://[^/,\\s]+(,https?://[^/,\\s]+)*)?$',
    description:
      'Origins whose pages may call the API, with commas between: https://shop.example.com. None without it',
  }),
});

export type Config = Static<typeof environment>;
