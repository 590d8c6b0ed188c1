import type { LowStock, Totals, Valuation } from '@stockroom/client/contract';
import { decodeCursor, text } from '../../domain/cursor.ts';
import { type ReorderRule, suggestedOrder } from '../../domain/reorder.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import type { Database } from './database.ts';

type ReportStore = Pick<StockStore, 'listLowStock' | 'valuation' | 'totals'>;

/** Reports on the whole inventory, in PostgreSQL. */
export function reportStore(database: Database): ReportStore {
  return {
    async listLowStock({ limit, cursor }) {
      const [after] = cursor ? decodeCursor('low-stock', cursor, [text]) : [''];
      const rows = await database.query<Omit<LowStock, 'suggestedOrder'> & ReorderRule>(
        `select sku, name, unit, on_hand - reserved as available,
           reorder_point as "reorderPoint", reorder_quantity as "reorderQuantity"
         from items where low and sku > $1 order by sku limit $2`,
        [after, limit + 1],
      );
      return pageOf(
        'low-stock',
        rows,
        limit,
        (row) => ({ ...row, suggestedOrder: suggestedOrder(row) }),
        ({ sku }) => [sku],
      );
    },

    async valuation() {
      const rows = await database.query<Record<keyof Valuation, string>>(
        `select price_currency as currency, sum(price_amount::numeric * on_hand)::text as amount,
           count(*)::text as items, sum(on_hand)::text as units
         from items where on_hand > 0 and price_currency is not null
         group by price_currency order by price_currency`,
      );
      return rows.map(({ currency, amount, items, units }) => ({
        currency,
        amount: Number(amount),
        items: Number(items),
        units: Number(units),
      }));
    },

    async totals() {
      const [totals] = await database.query<Omit<Totals, 'available'>>(
        `select
           count(*) filter (where not archived) as items,
           count(*) filter (where archived) as "archivedItems",
           (select count(*) from locations) as locations,
           coalesce(sum(on_hand), 0)::bigint as "onHand",
           coalesce(sum(reserved), 0)::bigint as reserved,
           count(*) filter (where low) as "lowStock",
           (select count(*) from reservations where status = 'active') as "activeReservations"
         from items`,
      );
      if (!totals) throw new Error('PostgreSQL returned no row for an aggregate without grouping.');
      return { ...totals, available: totals.onHand - totals.reserved };
    },
  };
}
