import type { NewReservation } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { api } from '../api/client.ts';
import { reservationsKey } from '../api/query-keys.ts';
import { isUnreachable } from '../api/reachability.ts';
import { useIdempotencyKey } from '../api/use-idempotency-key.ts';
import { Button, LinkButton } from '../components/button.tsx';
import { Form } from '../components/form.tsx';
import { requiredNumber, requiredText, textIn } from '../components/form-values.ts';
import { notify } from '../components/notices.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { paths, reservationPath } from '../paths.ts';
import { refreshItem } from '../stock/queries.ts';
import { ReferenceField } from '../stock/reference-field.tsx';
import { DurationField } from './duration-field.tsx';
import { lineErrors } from './line-errors.ts';
import styles from './new-reservation-page.module.css';
import { ReservationLineFields } from './reservation-line-fields.tsx';

/** A reservation line of the form. */
interface Line {
  readonly id: number;
  readonly sku: string;
}

/** The API's limit. */
const maximumLines = 100;

/** Form that reserves stock of several items: all lines or none. */
export default function NewReservationPage() {
  const [, navigate] = useLocation();
  const [params] = useSearchParams();
  const [lines, setLines] = useState<readonly Line[]>(() => linesOf(params.getAll('sku')));
  const [submitted, setSubmitted] = useState<NewReservation['lines']>([]);
  const queryClient = useQueryClient();
  const { keyFor } = useIdempotencyKey();
  const reservation = useMutation({
    mutationFn: (body: NewReservation) =>
      api.reserveStock({ body, headers: { 'idempotency-key': keyFor(body) } }),
    retry: (failures, error) => isUnreachable(error) && failures < 2,
    onSuccess: ({ id, lines: reserved }) => {
      notify({ message: 'Stock reserved.' });
      void queryClient.invalidateQueries({ queryKey: reservationsKey });
      for (const { sku } of reserved) void refreshItem(queryClient, sku);
      navigate(reservationPath(id), { replace: true });
    },
  });

  const submit = (form: FormData) => {
    const body = reservationFrom(form, lines.length);
    setSubmitted(body.lines);
    reservation.mutate(body);
  };
  const change = (id: number, sku: string) =>
    setLines(lines.map((line) => (line.id === id ? { id, sku } : line)));
  const add = () => setLines([...lines, { id: (lines.at(-1)?.id ?? 0) + 1, sku: '' }]);
  const remove = (id: number) => setLines(lines.filter((line) => line.id !== id));

  return (
    <div className={styles.page}>
      <LinkButton href={paths.reservations} weight="quiet" isSmall icon="back">
        Reservations
      </LinkButton>
      <PageHeader />
      <div className={styles.card}>
        <Form
          submitLabel="Reserve"
          onSubmit={submit}
          onCancel={() => navigate(paths.reservations)}
          isPending={reservation.isPending}
          error={reservation.error}
          fieldErrors={lineErrors(reservation.error, submitted)}
        >
          <p className={styles.note}>All lines are reserved together, or none of them.</p>
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
          {lines.length < maximumLines && (
            <div>
              <Button icon="plus" onClick={add}>
                Add line
              </Button>
            </div>
          )}
          <DurationField />
          <ReferenceField hint="Sales order or customer" />
        </Form>
      </div>
    </div>
  );
}

const linesOf = (skus: readonly string[]): Line[] =>
  (skus.length > 0 ? skus.slice(0, maximumLines) : ['']).map((sku, id) => ({ id, sku }));

const reservationFrom = (form: FormData, lines: number): NewReservation => ({
  lines: Array.from({ length: lines }, (_, index) => ({
    sku: requiredText(form, `lines/${index}/sku`),
    location: requiredText(form, `lines/${index}/location`),
    quantity: requiredNumber(form, `lines/${index}/quantity`),
  })),
  expiresInSeconds: requiredNumber(form, 'expiresInSeconds'),
  reference: textIn(form, 'reference'),
});
