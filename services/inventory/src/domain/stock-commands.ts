import { adjust } from './commands/adjust.ts';
import { confirm } from './commands/confirm.ts';
import { count } from './commands/count.ts';
import { expireReservations } from './commands/expire-reservations.ts';
import { issue } from './commands/issue.ts';
import { receive } from './commands/receive.ts';
import { receiveAll } from './commands/receive-all.ts';
import { release } from './commands/release.ts';
import { reserve } from './commands/reserve.ts';
import { transfer } from './commands/transfer.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Every command that changes stock. Each may throw the DomainError `idempotency-key-reused`. */
export type StockCommands = ReturnType<typeof stockCommands>;

/**
 * Creates the commands on the unit of work of a store.
 *
 * @param clock the time at which reservations expire
 */
export const stockCommands = (unitOfWork: UnitOfWork, clock: () => Date) => ({
  receive: receive(unitOfWork),
  receiveAll: receiveAll(unitOfWork),
  issue: issue(unitOfWork),
  adjust: adjust(unitOfWork),
  transfer: transfer(unitOfWork),
  count: count(unitOfWork),
  reserve: reserve(unitOfWork, clock),
  confirm: confirm(unitOfWork, clock),
  release: release(unitOfWork, clock),
  expireReservations: expireReservations(unitOfWork, clock),
});
