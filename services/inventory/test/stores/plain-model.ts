import type { DomainErrorKind } from '../../src/domain/errors.ts';

/** One of the model's few items and locations, by number. */
export interface Place {
  readonly item: number;
  readonly location: number;
}

/** A generated operation on stock. */
export type Operation =
  | ({ readonly kind: 'receive' | 'issue'; readonly quantity: number } & Place)
  | ({ readonly kind: 'adjust'; readonly quantity: number } & Place)
  | ({ readonly kind: 'count'; readonly counted: number } & Place)
  | {
      readonly kind: 'transfer';
      readonly item: number;
      readonly from: number;
      readonly to: number;
      readonly quantity: number;
    }
  | { readonly kind: 'reserve'; readonly lines: readonly (Place & { readonly quantity: number })[] }
  /** Of the reservation with this number, modulo those that were made. */
  | { readonly kind: 'confirm' | 'release'; readonly reservation: number }
  /** Advances the clock, and expires reservations. */
  | { readonly kind: 'wait'; readonly seconds: number };

/** Duration of the model's reservations, in seconds. */
export const reservationSeconds = 60;

interface Reserved {
  status: 'active' | 'confirmed' | 'released' | 'expired';
  readonly expiresAt: number;
  readonly lines: readonly (Place & { readonly quantity: number })[];
}

/** The rules of stock in their simplest form, with which every store is compared. */
export class PlainModel {
  readonly levels = new Map<string, { onHand: number; reserved: number }>();
  readonly reservations: Reserved[] = [];
  #seconds = 0;

  level({ item, location }: Place) {
    const place = `${item}/${location}`;
    const level = this.levels.get(place) ?? { onHand: 0, reserved: 0 };
    this.levels.set(place, level);
    return level;
  }

  /** Applies an operation as a store should; returns the error that the store should throw. */
  apply(operation: Operation): DomainErrorKind | 'done' {
    switch (operation.kind) {
      case 'receive':
        return this.#add(operation, operation.quantity);
      case 'issue':
        return this.#add(operation, -operation.quantity);
      case 'adjust':
        return this.#add(operation, operation.quantity);
      case 'count': {
        const level = this.level(operation);
        if (operation.counted < level.reserved) return 'reserved-stock';
        level.onHand = operation.counted;
        return 'done';
      }
      case 'transfer': {
        const { item, from, to, quantity } = operation;
        if (from === to) return 'same-location';
        const taken = this.#add({ item, location: from }, -quantity);
        if (taken === 'done') this.#add({ item, location: to }, quantity);
        return taken;
      }
      case 'reserve':
        return this.#reserve(operation.lines);
      case 'confirm':
      case 'release': {
        const reservation = this.reservations[operation.reservation];
        if (!reservation) return 'unknown-reservation';
        if (reservation.status !== 'active') return 'reservation-closed';
        this.#close(reservation, operation.kind === 'confirm' ? 'confirmed' : 'released');
        return 'done';
      }
      case 'wait':
        this.#seconds += operation.seconds;
        for (const reservation of this.reservations) {
          if (reservation.status === 'active' && reservation.expiresAt <= this.#seconds) {
            this.#close(reservation, 'expired');
          }
        }
        return 'done';
    }
  }

  #add(place: Place, quantity: number): DomainErrorKind | 'done' {
    const level = this.level(place);
    if (level.onHand + quantity < level.reserved) return 'insufficient-stock';
    level.onHand += quantity;
    return 'done';
  }

  #reserve(lines: Reserved['lines']): DomainErrorKind | 'done' {
    for (const line of lines) this.level(line).reserved += line.quantity;
    if (lines.every((line) => this.level(line).reserved <= this.level(line).onHand)) {
      const expiresAt = this.#seconds + reservationSeconds;
      this.reservations.push({ status: 'active', expiresAt, lines });
      return 'done';
    }
    for (const line of lines) this.level(line).reserved -= line.quantity;
    return 'insufficient-stock';
  }

  #close(reservation: Reserved, status: Reserved['status']): void {
    reservation.status = status;
    for (const line of reservation.lines) {
      const level = this.level(line);
      level.reserved -= line.quantity;
      if (status === 'confirmed') level.onHand -= line.quantity;
    }
  }
}
