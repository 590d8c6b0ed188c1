import type { Policy } from './policy.ts';
import { compute } from './rules/compute.ts';
import { containers } from './rules/containers.ts';
import { encryption } from './rules/encryption.ts';
import { exposure } from './rules/exposure.ts';
import { firewall } from './rules/firewall.ts';
import { identity } from './rules/identity.ts';
import { logging } from './rules/logging.ts';
import { people } from './rules/people.ts';
import { protection } from './rules/protection.ts';
import { registry } from './rules/registry.ts';
import { secrets } from './rules/secrets.ts';
import { tagging } from './rules/tagging.ts';
import { transit } from './rules/transit.ts';

/** Every policy, by topic. */
export const policies: readonly Policy[] = [
  ...encryption,
  ...transit,
  ...exposure,
  ...identity,
  ...secrets,
  ...firewall,
  ...people,
  ...containers,
  ...registry,
  ...compute,
  ...protection,
  ...logging,
  ...tagging,
];
