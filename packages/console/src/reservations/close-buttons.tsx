import type { Reservation } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { inventory } from '../api/client.ts';
import { whatToDo } from '../api/problems.ts';
import { useRepeatKey } from '../api/use-idempotency-key.ts';
import { Button } from '../components/button.tsx';
import { notify } from '../components/notices.tsx';
import { refreshItem } from '../queries.ts';
import { useMay } from '../session/require-scope.tsx';
import styles from './close-buttons.module.css';

interface ClosingProps {
  readonly reservation: Reservation;
  /** For a row of a table. */
  readonly isSmall?: boolean;
}

/** The two ways to close a reservation. */
export function Closing({ reservation: { id, lines, reference }, isSmall = false }: ClosingProps) {
  const queryClient = useQueryClient();
  const { keyOf } = useRepeatKey();
  const label = reference || lines.map(({ sku }) => sku).join(', ');
  const closing = useMutation({
    mutationFn: (how: 'confirm' | 'release') => {
      const input = { params: { id }, headers: { 'idempotency-key': keyOf({ id, how }) } };
      return how === 'confirm'
        ? inventory.confirmReservation(input)
        : inventory.releaseReservation(input);
    },
    onSuccess: ({ status }) => notify({ message: `${label} is ${status}.` }),
    onError: (error) => notify({ message: whatToDo(error), tone: 'failed' }),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: ['reservations'] });
      await Promise.all(lines.map(({ sku }) => refreshItem(queryClient, sku)));
    },
  });
  if (!useMay('inventory:write')) return null;
  return (
    <span className={styles.closing}>
      <Button
        isSmall={isSmall}
        weight={isSmall ? 'secondary' : 'primary'}
        disabled={closing.isPending}
        aria-label={`Confirm ${label}`}
        title="The goods go out"
        onClick={() => closing.mutate('confirm')}
      >
        Confirm
      </Button>
      <Button
        isSmall={isSmall}
        weight={isSmall ? 'quiet' : 'secondary'}
        disabled={closing.isPending}
        aria-label={`Release ${label}`}
        title="The stock is free again"
        onClick={() => closing.mutate('release')}
      >
        Release
      </Button>
    </span>
  );
}
