import { refusals } from './refusal.ts';
import type { LockedItem } from './unit-of-work.ts';

/** What is archived is neither received nor reserved. @throws Refusal `archived-item` */
export function requireActive(items: readonly LockedItem[]): void {
  const archived = items.find((item) => item.archived);
  if (archived) throw refusals.archivedItem(archived.sku);
}
