import type { Environment } from '../environments/environment.ts';
import { prefixOf } from './stockroom-stack.ts';

/**
 * Where people and programs reach an environment, without a slash at the end.
 *
 * @throws Error where it has neither a domain nor an emulator; its rules refuse that before
 */
export function publicUrlOf(environment: Pick<Environment, 'name' | 'account' | 'domain'>): string {
  const { account, domain, name } = environment;
  if (account.emulator !== undefined) {
    // The emulator answers for every load balancer on its own port and tells them apart by host.
    const url = new URL(account.emulator);
    url.hostname = `${prefixOf(environment)}.alb.localhost`;
    return url.origin;
  }
  if (domain === undefined) throw new Error(`The environment ${name} has no domain.`);
  return `https://${domain.name}`;
}
