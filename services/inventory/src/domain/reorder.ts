/** Decides whether an item needs to be reordered. Quantities are in units of the item. */
export interface ReorderRule {
  readonly available: number;
  readonly reorderPoint: number;
  /** Quantity per order; 0 allows any quantity. */
  readonly reorderQuantity: number;
}

/** The smallest multiple of the reorder quantity that brings the item above its reorder point. */
export function suggestedOrder({ available, reorderPoint, reorderQuantity }: ReorderRule): number {
  const missing = Math.max(0, reorderPoint + 1 - available);
  return reorderQuantity === 0 ? missing : Math.ceil(missing / reorderQuantity) * reorderQuantity;
}

/** Whether an item needs to be reordered: never one without a reorder point and quantity. */
export const isLow = (rule: ReorderRule & { readonly archived: boolean }): boolean =>
  !rule.archived &&
  (rule.reorderPoint > 0 || rule.reorderQuantity > 0) &&
  rule.available <= rule.reorderPoint;
