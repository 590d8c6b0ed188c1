import {
  Adjustment,
  ImportError,
  ImportResult,
  Issue,
  Item,
  ItemPatch,
  Location,
  LowStock,
  Money,
  Movement,
  NewCount,
  NewItem,
  NewLocation,
  NewReservation,
  NewTransfer,
  Receipt,
  Reservation,
  ReservationLine,
  StockCount,
  StockLevel,
  Totals,
  Transfer,
  Valuation,
} from '../contract/index.ts';

/** The objects of which generators make a type with a name. */
const named = {
  Adjustment,
  ImportError,
  ImportResult,
  Issue,
  Item,
  ItemPatch,
  Location,
  LowStock,
  Money,
  Movement,
  NewCount,
  NewItem,
  NewLocation,
  NewReservation,
  NewTransfer,
  Receipt,
  Reservation,
  ReservationLine,
  StockCount,
  StockLevel,
  Totals,
  Transfer,
  Valuation,
};

const names = new Map<object, string>(
  Object.entries(named).map(([name, schema]) => [schema, name]),
);

/**
 * A schema of the contract as the document has it: named objects by reference, a choice among texts
 * as text, and without the words of our own error messages.
 */
export function publish(schema: object): object {
  const name = names.get(schema);
  return name === undefined ? inFull(schema) : { $ref: `#/components/schemas/${name}` };
}

/** Every named object, for `components.schemas`. */
export const schemaComponents = Object.fromEntries(
  Object.entries(named).map(([name, schema]) => [name, inFull(schema)]),
);

function inFull(schema: object): object {
  const keywords = Object.entries(schema)
    .filter(([keyword]) => keyword !== 'patternMessage')
    .map(([keyword, value]) => [keyword, publishWithin(value)]);
  return { ...('enum' in schema && { type: 'string' }), ...Object.fromEntries(keywords) };
}

function publishWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(publishWithin);
  return typeof value === 'object' && value !== null ? publish(value) : value;
}
