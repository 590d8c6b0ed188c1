import type { Environment } from '../environments/schema.ts';
import { prefixOf } from './stockroom-stack.ts';

/**
 * Where people and programs reach an environment, without a slash at the end; `undefined` where only
 * the load balancer will know.
 */
export function publicUrlOf(
  environment: Pick<Environment, 'name' | 'account' | 'domain'>,
): string | undefined {
  const { account, domain } = environment;
  if (account.emulator !== undefined) {
    // The emulator answers for every load balancer on its own port and tells them apart by host.
    const url = new URL(account.emulator);
    url.hostname = `${prefixOf(environment)}.alb.localhost`;
    return url.origin;
  }
  return domain && `https://${domain.name}`;
}
