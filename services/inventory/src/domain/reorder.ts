/** What decides whether an item is to be ordered; quantities in units of the item. */
export interface ReorderRule {
  readonly available: number;
  readonly reorderPoint: number;
  /** How much is ordered at once; 0 where any number will do. */
  readonly reorderQuantity: number;
}

/** How much to order: the fewest whole reorder quantities that bring it above its reorder point. */
export function suggestedOrder({ available, reorderPoint, reorderQuantity }: ReorderRule): number {
  const missing = Math.max(0, reorderPoint + 1 - available);
  return reorderQuantity === 0 ? missing : Math.ceil(missing / reorderQuantity) * reorderQuantity;
}

/** Whether an item is to be ordered. One without a reorder point and quantity is not planned for. */
export const isLow = (rule: ReorderRule & { readonly archived: boolean }): boolean =>
  !rule.archived &&
  (rule.reorderPoint > 0 || rule.reorderQuantity > 0) &&
  rule.available <= rule.reorderPoint;
