import type { Reservation } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { errorMessage } from '../api/problems.ts';
import { reservationsKey } from '../api/query-keys.ts';
import { useIdempotencyKey } from '../api/use-idempotency-key.ts';
import { Button } from '../components/button.tsx';
import { notify } from '../components/notices.tsx';
import { useHasScope } from '../session/require-scope.tsx';
import { refreshItem } from '../stock/queries.ts';
import styles from './close-buttons.module.css';

interface CloseButtonsProps {
  readonly reservation: Reservation;
  /** For a table row. */
  readonly isSmall?: boolean;
}

/** Buttons that close an active reservation: confirm issues the stock, release makes it available. */
export function CloseButtons({
  reservation: { id, lines, reference },
  isSmall = false,
}: CloseButtonsProps) {
  const queryClient = useQueryClient();
  const { keyFor } = useIdempotencyKey();
  const label = reference || lines.map(({ sku }) => sku).join(', ');
  const mutation = useMutation({
    mutationFn: (how: 'confirm' | 'release') => {
      const input = { params: { id }, headers: { 'idempotency-key': keyFor({ id, how }) } };
      return how === 'confirm' ? api.confirmReservation(input) : api.releaseReservation(input);
    },
    onSuccess: ({ status }) => notify({ message: `${label} was ${status}.` }),
    onError: (error) => notify({ message: errorMessage(error), tone: 'failed' }),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: reservationsKey });
      await Promise.all(lines.map(({ sku }) => refreshItem(queryClient, sku)));
    },
  });
  if (!useHasScope('inventory:write')) return null;
  return (
    <span className={styles.buttons}>
      <Button
        isSmall={isSmall}
        weight={isSmall ? 'secondary' : 'primary'}
        disabled={mutation.isPending}
        aria-label={`Confirm ${label}`}
        title="Issue the reserved stock"
        onClick={() => mutation.mutate('confirm')}
      >
        Confirm
      </Button>
      <Button
        isSmall={isSmall}
        weight={isSmall ? 'quiet' : 'secondary'}
        disabled={mutation.isPending}
        aria-label={`Release ${label}`}
        title="Make the stock available again"
        onClick={() => mutation.mutate('release')}
      >
        Release
      </Button>
    </span>
  );
}
