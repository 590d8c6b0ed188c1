import type { FastifyInstance } from 'fastify';
import { ConfigError } from '../config.ts';
import { isDevelopment } from '../environment.ts';
import { secretOf } from '../secret.ts';
import { type ActorKeys, fixedActorKeys } from './actor-keys.ts';
import { RotatedActorKeys } from './rotated-actor-keys.ts';

/** What `actorEnvironment` reads. */
export interface ActorConfig {
  readonly NODE_ENV: string;
  readonly ACTOR_KEY?: string;
  readonly ACTOR_KEY_SECRET_ARN?: string;
}

/**
 * The keys that a service's configuration names, kept fresh while the service runs; it is ready once
 * it has them. Undefined in development and tests without a key: then actors are not signed.
 *
 * @param rotates whether this service replaces the key in Secrets Manager when it is old
 * @throws ConfigError where there is no key in production, or two places for it
 */
export function openActorKeys(
  app: FastifyInstance,
  config: ActorConfig,
  { rotates = false }: { rotates?: boolean } = {},
): ActorKeys | undefined {
  const { ACTOR_KEY: text, ACTOR_KEY_SECRET_ARN: arn } = config;
  if (text !== undefined && arn !== undefined) {
    throw new ConfigError(
      'ACTOR_KEY, ACTOR_KEY_SECRET_ARN: the key is in one place; leave one of them out.',
    );
  }
  if (text !== undefined) {
    const [first = '', ...others] = text.split(',');
    return fixedActorKeys([first, ...others]);
  }
  if (arn === undefined) {
    if (isDevelopment(config)) return undefined;
    throw new ConfigError(
      `ACTOR_KEY_SECRET_ARN, ACTOR_KEY: NODE_ENV=${config.NODE_ENV} is production, and there is no key to sign and verify callers with. Set one of them: the secret in Secrets Manager, or random text of 32 characters or more.`,
    );
  }

  const keys = new RotatedActorKeys(secretOf(arn), {
    rotates,
    onFailure: (error) =>
      app.log.error({ err: error }, `the actor key cannot be read or replaced in ${arn}`),
  });
  app.addHook('onReady', () => keys.start());
  app.addHook('onClose', async () => keys.stop());
  app.addReadinessCheck('actor-key', async () => void (await keys.signing()));
  return keys;
}
