import type { NewReservation } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { inventory } from '../api/client.ts';
import { isUnreachable } from '../api/reachability.ts';
import { useRepeatKey } from '../api/use-idempotency-key.ts';
import { Button, LinkButton } from '../components/button.tsx';
import { Form } from '../components/form.tsx';
import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { notify } from '../components/notices.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { refreshItem } from '../queries.ts';
import { ReferenceField } from '../stock/reference-field.tsx';
import { KeepForField } from './duration-field.tsx';
import { lineFaults } from './line-errors.ts';
import styles from './new-reservation-page.module.css';
import { ReservationLineFields } from './reservation-line-fields.tsx';
import { reservationPath } from './reservation-path.ts';

/** A line of the form. */
interface Line {
  readonly id: number;
  readonly sku: string;
}

/** What the API takes in one reservation. */
const mostLines = 100;

/** Promises stock of several items to somebody: all of it or none. */
export default function NewReservationPage() {
  const [, navigate] = useLocation();
  const [params] = useSearchParams();
  const [lines, setLines] = useState<readonly Line[]>(() => linesOf(params.getAll('sku')));
  const [sent, setSent] = useState<NewReservation['lines']>([]);
  const queryClient = useQueryClient();
  const { keyOf } = useRepeatKey();
  const reservation = useMutation({
    mutationFn: (body: NewReservation) =>
      inventory.reserveStock({ body, headers: { 'idempotency-key': keyOf(body) } }),
    retry: (failures, error) => isUnreachable(error) && failures < 2,
    onSuccess: ({ id, lines: reserved }) => {
      notify({ message: 'The stock is reserved.' });
      void queryClient.invalidateQueries({ queryKey: ['reservations'] });
      for (const { sku } of reserved) void refreshItem(queryClient, sku);
      navigate(reservationPath(id), { replace: true });
    },
  });

  const submit = (form: FormData) => {
    const body = reservationFrom(form, lines.length);
    setSent(body.lines);
    reservation.mutate(body);
  };
  const change = (id: number, sku: string) =>
    setLines(lines.map((line) => (line.id === id ? { id, sku } : line)));
  const add = () => setLines([...lines, { id: (lines.at(-1)?.id ?? 0) + 1, sku: '' }]);
  const remove = (id: number) => setLines(lines.filter((line) => line.id !== id));

  return (
    <div className={styles.page}>
      <LinkButton href="/reservations" weight="quiet" isSmall icon="back">
        Reservations
      </LinkButton>
      <PageHeader title="New reservation" />
      <div className={styles.card}>
        <Form
          submitLabel="Reserve"
          onSubmit={submit}
          onCancel={() => navigate('/reservations')}
          isPending={reservation.isPending}
          error={reservation.error}
          faults={lineFaults(reservation.error, sent)}
        >
          <p className={styles.promise}>Either all of these lines are reserved or none of them.</p>
          <ol className={styles.lines} aria-label="Lines">
            {lines.map(({ id, sku }, index) => (
              <li key={id}>
                <ReservationLineFields
                  index={index}
                  sku={sku}
                  onChange={(next) => change(id, next)}
                  onRemove={lines.length > 1 ? () => remove(id) : undefined}
                />
              </li>
            ))}
          </ol>
          {lines.length < mostLines && (
            <div>
              <Button icon="plus" onClick={add}>
                Add a line
              </Button>
            </div>
          )}
          <KeepForField />
          <ReferenceField hint="For whom: an order, a customer" />
        </Form>
      </div>
    </div>
  );
}

const linesOf = (skus: readonly string[]): Line[] =>
  (skus.length > 0 ? skus.slice(0, mostLines) : ['']).map((sku, id) => ({ id, sku }));

const reservationFrom = (form: FormData, lines: number): NewReservation => ({
  lines: Array.from({ length: lines }, (_, index) => ({
    sku: requiredText(form, `lines/${index}/sku`),
    location: requiredText(form, `lines/${index}/location`),
    quantity: requiredNumber(form, `lines/${index}/quantity`),
  })),
  expiresInSeconds: requiredNumber(form, 'expiresInSeconds'),
  reference: textIn(form, 'reference'),
});
