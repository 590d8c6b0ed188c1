import { expect, test } from 'vitest';
import { suggestedOrder } from '../../src/domain/reorder.ts';

test.for([
  { available: 2, reorderPoint: 8, reorderQuantity: 5, order: 10 },
  { available: 8, reorderPoint: 8, reorderQuantity: 5, order: 5 },
  { available: 9, reorderPoint: 8, reorderQuantity: 5, order: 0 },
  { available: 2, reorderPoint: 8, reorderQuantity: 0, order: 7 },
])(
  '$available available, reorder at $reorderPoint in lots of $reorderQuantity: order $order',
  ({ order, ...rule }) => {
    expect(suggestedOrder(rule)).toBe(order);
  },
);
