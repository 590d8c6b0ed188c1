import { decodeCursor, text } from '../../domain/cursor.ts';
import { suggestedOrder } from '../../domain/reorder.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import type { MongoDatabase } from './mongo-database.ts';

type ReportStore = Pick<StockStore, 'listLowStock' | 'valuation' | 'totals'>;

/** Reports may be slightly stale, so they do not load the primary. */
const stale = { readPreference: 'secondaryPreferred' } as const;

/** Reports on the whole inventory, in MongoDB. */
export function reportStore(database: MongoDatabase): ReportStore {
  return {
    async listLowStock({ limit, cursor }) {
      const [after] = cursor ? decodeCursor('low-stock', cursor, [text]) : [''];
      const documents = await database.run(({ items }) =>
        items
          .find({ low: true, _id: { $gt: after } }, stale)
          .sort({ _id: 1 })
          .limit(limit + 1)
          .batchSize(limit + 2)
          .toArray(),
      );
      return pageOf(
        'low-stock',
        documents,
        limit,
        ({ _id, name, unit, onHand, reserved, reorderPoint, reorderQuantity }) => {
          const rule = { available: onHand - reserved, reorderPoint, reorderQuantity };
          return { sku: _id, name, unit, ...rule, suggestedOrder: suggestedOrder(rule) };
        },
        ({ _id }) => [_id],
      );
    },

    valuation: () =>
      database.run(async ({ items }) => {
        const groups = await items
          .aggregate<{ _id: string; amount: number; items: number; units: number }>(
            [
              { $match: { onHand: { $gt: 0 }, price: { $ne: null } } },
              {
                $group: {
                  _id: '$price.currency',
                  amount: { $sum: { $multiply: ['$price.amount', '$onHand'] } },
                  items: { $sum: 1 },
                  units: { $sum: '$onHand' },
                },
              },
              { $sort: { _id: 1 } },
            ],
            stale,
          )
          .toArray();
        return groups.map(({ _id, ...group }) => ({ currency: _id, ...group }));
      }),

    totals: () =>
      database.run(async ({ items, locations, reservations }) => {
        const [sums] = await items
          .aggregate<{ onHand: number; reserved: number }>(
            [
              {
                $group: {
                  _id: null,
                  onHand: { $sum: '$onHand' },
                  reserved: { $sum: '$reserved' },
                },
              },
            ],
            stale,
          )
          .toArray();
        const { onHand, reserved } = sums ?? { onHand: 0, reserved: 0 };
        const [active, archived, places, low, open] = await Promise.all([
          items.countDocuments({ archived: false }, stale),
          items.countDocuments({ archived: true }, stale),
          locations.countDocuments({}, stale),
          items.countDocuments({ low: true }, stale),
          reservations.countDocuments({ status: 'active' }, stale),
        ]);
        return {
          items: active,
          archivedItems: archived,
          locations: places,
          onHand,
          reserved,
          available: onHand - reserved,
          lowStock: low,
          activeReservations: open,
        };
      }),
  };
}
