import type { Environment } from '../environments/environment.ts';
import { prefixOf } from './stockroom-stack.ts';

/**
 * Public URL of an environment, without a slash at the end.
 *
 * @throws Error without a domain and an emulator, which validation reports before
 */
export function publicUrlOf(environment: Pick<Environment, 'name' | 'account' | 'domain'>): string {
  const { account, domain, name } = environment;
  if (account.emulator !== undefined) {
    // The emulator serves every load balancer on its own port, by the host of the request.
    const url = new URL(account.emulator);
    url.hostname = `${prefixOf(environment)}.alb.localhost`;
    return url.origin;
  }
  if (domain === undefined) throw new Error(`The environment ${name} has no domain.`);
  return `https://${domain.name}`;
}
