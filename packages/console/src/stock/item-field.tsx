import type { Item } from '@stockroom/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useState } from 'react';
import { reads } from '../api/client.ts';
import { Field } from '../components/field.tsx';
import { useSettled } from '../components/use-debounced.ts';
import { formatQuantity } from '../format.ts';
import styles from './item-field.module.css';

const mostFound = 8;

interface ItemFieldProps {
  readonly label?: string;
  /** The field's name; its value is a SKU. */
  readonly name: string;
  readonly sku: string;
  /** Called with what was typed or chosen. */
  readonly onChange: (sku: string) => void;
  /** What is said about the item that is chosen. */
  readonly hint?: string | undefined;
}

/** Asks for an item: searches as one types or scans, and takes a SKU as it is. */
export function ItemField({ label = 'Item', name, sku, onChange, hint }: ItemFieldProps) {
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [activeIndex, setActiveIndex] = useState(-1);
  /** Enter came before the answer, as from a scanner. */
  const [isAwaited, setAwaited] = useState(false);
  const search = useSettled(sku.trim());
  const { data: found = [], isFetching } = useQuery({
    queryKey: ['item search', search],
    queryFn: ({ signal }) => reads.listItems({ query: { search, limit: mostFound } }, { signal }),
    select: ({ entries }) => entries,
    enabled: isOpen && search !== '',
    placeholderData: keepPreviousData,
  });
  const isSettled = search === sku.trim() && !isFetching;
  const options = isOpen && sku.trim() !== '' ? found : [];
  const isShown = options.length > 0;
  const meant = isSettled ? onlyMatch(found, search) : undefined;
  const optionId = (index: number) => `${listId}-${index}`;

  const choose = (item: Item) => {
    onChange(item.sku);
    setOpen(false);
    setAwaited(false);
  };
  const chooseAwaited = useEffectEvent(() => meant && choose(meant));
  useEffect(() => {
    if (isAwaited && meant) chooseAwaited();
  }, [isAwaited, meant]);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      setOpen(true);
      setActiveIndex((index) => (index + move + options.length) % Math.max(1, options.length));
    } else if (event.key === 'Escape' && isShown) {
      setOpen(false);
    } else if (event.key === 'Enter' && isOpen) {
      const chosen = options[activeIndex] ?? meant;
      if (chosen) choose(chosen);
      else setAwaited(!isSettled);
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <Field label={label} name={name} hint={hint} isRequired>
      {(control) => (
        <div className={styles.box}>
          <input
            {...control}
            role="combobox"
            aria-expanded={isShown}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={options[activeIndex] ? optionId(activeIndex) : undefined}
            autoComplete="off"
            spellCheck={false}
            placeholder="SKU, name or barcode"
            value={sku}
            onChange={({ target }) => {
              onChange(target.value);
              setOpen(true);
              setAwaited(false);
              setActiveIndex(-1);
            }}
            onKeyDown={onKeyDown}
            onBlur={() => setOpen(false)}
          />
          <div id={listId} role="listbox" aria-label="Items found" hidden={!isShown}>
            {options.map((item, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the input.
              <div
                key={item.sku}
                id={optionId(index)}
                role="option"
                aria-selected={index === activeIndex}
                tabIndex={-1}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(item)}
              >
                <span>{item.name}</span>
                <small>
                  <code>{item.sku}</code> · {formatQuantity(item.stock.available)} available
                </small>
              </div>
            ))}
          </div>
        </div>
      )}
    </Field>
  );
}

/** The item that a code or a search means without a doubt. */
const onlyMatch = (found: readonly Item[], search: string): Item | undefined =>
  found.find(({ sku, barcode }) => sku === search || barcode === search) ??
  (found.length === 1 ? found[0] : undefined);
