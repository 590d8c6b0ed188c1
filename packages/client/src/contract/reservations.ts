import { type Static, Type } from 'typebox';
import { Sku } from './items.ts';
import { LocationCode } from './stock.ts';
import { Text } from './text.ts';

/** Active at first, then closed in one of three ways. */
export const reservationStatuses = ['active', 'confirmed', 'released', 'expired'] as const;

export const ReservationLine = Type.Object(
  {
    sku: Sku,
    location: LocationCode,
    quantity: Type.Integer({ minimum: 1, maximum: 1e9, description: 'In units of the item' }),
  },
  { additionalProperties: false },
);

const reference = Text({
  maxLength: 200,
  description: 'Related document, such as an order',
});

/** Stock to reserve: all lines or none. */
export const NewReservation = Type.Object(
  {
    lines: Type.Array(ReservationLine, { minItems: 1, maxItems: 100 }),
    expiresInSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 30 * 24 * 3600,
        default: 900,
        description:
          'Seconds after which the reservation expires and its stock becomes available again',
      }),
    ),
    reference: Type.Optional(reference),
  },
  { additionalProperties: false },
);

/** Reserved stock, until the reservation is confirmed, released or expires. */
export const Reservation = Type.Object({
  id: Type.String(),
  status: Type.Enum(reservationStatuses),
  lines: Type.Array(ReservationLine),
  reference,
  actor: Type.String({ description: 'Who created it' }),
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: Type.String({ format: 'date-time' }),
  closedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'When it was confirmed, released or expired',
  }),
});

export type ReservationStatus = (typeof reservationStatuses)[number];
export type ReservationLine = Static<typeof ReservationLine>;
export type NewReservation = Static<typeof NewReservation>;
export type Reservation = Static<typeof Reservation>;
