import { domainErrors } from './errors.ts';
import type { LockedItem } from './unit-of-work.ts';

/** Archived items cannot be received or reserved. @throws DomainError `archived-item` */
export function requireActive(items: readonly LockedItem[]): void {
  const archived = items.find((item) => item.archived);
  if (archived) throw domainErrors.archivedItem(archived.sku);
}
