import type { Item } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { errorMessage } from '../api/problems.ts';
import { useIdempotencyKey } from '../api/use-idempotency-key.ts';
import { notify } from '../components/notices.tsx';
import { rememberLocation } from './location-field.tsx';
import { refreshItem } from './queries.ts';
import { recordStockChange, type StockChange } from './stock-change.ts';

/**
 * Mutation that records the stock change of a form and offers to undo it. The API client retries it
 * if no response arrives; the idempotency key makes that safe.
 *
 * @param changeFrom reads the change from the form; may first create what it refers to
 */
export function useStockChange(
  { sku, name }: Item,
  changeFrom: (form: FormData) => StockChange | Promise<StockChange>,
  onRecorded: () => void,
) {
  const queryClient = useQueryClient();
  const { keyFor, reset } = useIdempotencyKey();

  const undo = async (reversal: StockChange) => {
    try {
      await recordStockChange(reversal, name, crypto.randomUUID());
      notify({ message: `The change to ${name} was undone.` });
    } catch (error) {
      notify({
        message: `The change could not be undone. ${errorMessage(error)}`,
        tone: 'failed',
      });
    }
    await refreshItem(queryClient, sku);
  };

  return useMutation({
    mutationFn: async (form: FormData) => {
      const change = await changeFrom(form);
      const recorded = await recordStockChange(change, name, keyFor(change));
      rememberLocation('to' in change.body ? change.body.to : change.body.location);
      return recorded;
    },
    onSuccess: ({ message, undo: reversal }) => {
      reset();
      notify({
        message,
        ...(reversal && { action: { label: 'Undo', run: () => undo(reversal) } }),
      });
      void refreshItem(queryClient, sku);
      onRecorded();
    },
  });
}
