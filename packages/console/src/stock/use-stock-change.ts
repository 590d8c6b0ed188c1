import type { Item } from '@stockroom/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { whatToDo } from '../api/problems.ts';
import { useRepeatKey } from '../api/use-idempotency-key.ts';
import { notify } from '../components/notices.tsx';
import { refreshItem } from '../queries.ts';
import { rememberLocation } from './location-field.tsx';
import { book, type StockChange } from './stock-change.ts';

/**
 * Books what a form asks for and offers to undo it. Sent again by itself when no answer came: the
 * key makes that safe.
 *
 * @param changeFrom makes the change of the form; creates what it needs first
 */
export function useStockChange(
  { sku, name }: Item,
  changeFrom: (form: FormData) => StockChange | Promise<StockChange>,
  onBooked: () => void,
) {
  const queryClient = useQueryClient();
  const { keyOf, done } = useRepeatKey();

  const undo = async (change: StockChange) => {
    try {
      await book(change, name, crypto.randomUUID());
      notify({ message: `${name} is as it was before.` });
    } catch (error) {
      notify({ message: `That could not be undone. ${whatToDo(error)}`, tone: 'failed' });
    }
    await refreshItem(queryClient, sku);
  };

  return useMutation({
    mutationFn: async (form: FormData) => {
      const change = await changeFrom(form);
      const booked = await book(change, name, keyOf(change));
      rememberLocation('to' in change.body ? change.body.to : change.body.location);
      return booked;
    },
    onSuccess: ({ message, undo: back }) => {
      done();
      notify({ message, ...(back && { action: { label: 'Undo', run: () => undo(back) } }) });
      void refreshItem(queryClient, sku);
      onBooked();
    },
  });
}
