import { operations } from '@stockroom/client/contract';
import { implement } from '@stockroom/service';
import type { FastifyInstance } from 'fastify';
import type { StockStore } from '../stores/stock-store.ts';
import { commandContextOf } from './command-context.ts';
import { pageRequest } from './page-request.ts';

/** Routes of reservations: create, read, confirm, release. */
export function reservationRoutes(service: FastifyInstance, store: StockStore): void {
  implement(service, operations.reserveStock, async (request, reply) => {
    const reservation = await store.reserve(request.body, commandContextOf('reserve', request));
    reply.header('location', `/api/v1/reservations/${reservation.id}`);
    return reservation;
  });

  implement(service, operations.listReservations, ({ query }) =>
    store.listReservations(query, pageRequest(query)),
  );

  implement(service, operations.getReservation, ({ params }) => store.getReservation(params.id));

  implement(service, operations.confirmReservation, (request) =>
    store.confirm(request.params.id, commandContextOf('confirm', request)),
  );

  implement(service, operations.releaseReservation, (request) =>
    store.release(request.params.id, commandContextOf('release', request)),
  );
}
