import type { FastifyInstance } from 'fastify';
import { ConfigError } from '../config.ts';
import { isDevelopment } from '../environment.ts';
import { secretOf } from '../secret.ts';
import { type ActorKeys, fixedActorKeys } from './actor-keys.ts';
import { RotatedActorKeys } from './rotated-actor-keys.ts';

/** The variables of `actorEnvironment`. */
export interface ActorConfig {
  readonly NODE_ENV: string;
  readonly ACTOR_KEY?: string;
  readonly ACTOR_KEY_SECRET_ARN?: string;
}

/**
 * The keys that a service's configuration names, refreshed while the service runs. The service
 * becomes ready once it has them. Undefined in development and tests without a key: actors are not
 * signed there.
 *
 * @param rotates whether this service rotates the key in Secrets Manager; false by default
 * @throws ConfigError in production without a key, and where both variables are set
 */
export function openActorKeys(
  app: FastifyInstance,
  config: ActorConfig,
  { rotates = false }: { rotates?: boolean } = {},
): ActorKeys | undefined {
  const { ACTOR_KEY: text, ACTOR_KEY_SECRET_ARN: arn } = config;
  if (text !== undefined && arn !== undefined) {
    throw new ConfigError('ACTOR_KEY and ACTOR_KEY_SECRET_ARN are both set. Set only one of them.');
  }
  if (text !== undefined) {
    const [first, ...others] = text.split(',');
    if (!first) throw new ConfigError('ACTOR_KEY has no key before its first comma.');
    return fixedActorKeys([first, ...others]);
  }
  if (arn === undefined) {
    if (isDevelopment(config)) return undefined;
    throw new ConfigError(
      `ACTOR_KEY_SECRET_ARN, ACTOR_KEY: NODE_ENV=${config.NODE_ENV} is production, which requires a key to sign and verify callers. Set one of them: the ARN of a secret in Secrets Manager, or random text of 32 characters or more.`,
    );
  }

  const keys = new RotatedActorKeys(secretOf(arn), {
    rotates,
    onFailure: (error) =>
      app.log.error({ err: error }, `the actor key cannot be read or rotated: ${arn}`),
  });
  app.addHook('onReady', () => keys.start());
  app.addHook('onClose', async () => keys.stop());
  app.addReadinessCheck('actor-key', async () => void (await keys.signing()));
  return keys;
}
