import type { Item } from '@stockroom/client';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useState } from 'react';
import { Field } from '../components/field.tsx';
import { useDebounced } from '../components/use-debounced.ts';
import { formatQuantity } from '../format.ts';
import styles from './item-field.module.css';
import { itemSearchQuery } from './queries.ts';

interface ItemFieldProps {
  readonly label?: string;
  /** The field's name. Its value is a SKU. */
  readonly name: string;
  readonly sku: string;
  /** Called with the text as it is typed, and with the SKU of a selected item. */
  readonly onChange: (sku: string) => void;
  /** Details of the selected item. */
  readonly hint?: string | undefined;
}

/** Combobox for an item: searches while the user types or scans. Any SKU can be entered as text. */
export function ItemField({ label = 'Item', name, sku, onChange, hint }: ItemFieldProps) {
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [activeIndex, setActiveIndex] = useState(-1);
  /** Enter was pressed before the search finished, as scanners do. */
  const [isEnterPending, setEnterPending] = useState(false);
  const search = useDebounced(sku.trim());
  const { data: results = [], isFetching } = useQuery({
    ...itemSearchQuery(search),
    enabled: isOpen && search !== '',
  });
  const isUpToDate = search === sku.trim() && !isFetching;
  const options = isOpen && sku.trim() !== '' ? results : [];
  const isExpanded = options.length > 0;
  const match = isUpToDate ? onlyMatch(results, search) : undefined;
  const optionId = (index: number) => `${listId}-${index}`;

  const select = (item: Item) => {
    onChange(item.sku);
    setOpen(false);
    setEnterPending(false);
  };
  const selectMatch = useEffectEvent(() => match && select(match));
  useEffect(() => {
    if (isEnterPending && match) selectMatch();
  }, [isEnterPending, match]);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      setOpen(true);
      setActiveIndex((index) => (index + move + options.length) % Math.max(1, options.length));
    } else if (event.key === 'Escape' && isExpanded) {
      setOpen(false);
    } else if (event.key === 'Enter' && isOpen) {
      const selected = options[activeIndex] ?? match;
      if (selected) select(selected);
      else setEnterPending(!isUpToDate);
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
            aria-expanded={isExpanded}
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
              setEnterPending(false);
              setActiveIndex(-1);
            }}
            onKeyDown={onKeyDown}
            onBlur={() => setOpen(false)}
          />
          <div id={listId} role="listbox" aria-label="Matching items" hidden={!isExpanded}>
            {options.map((item, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keyboard.
              <div
                key={item.sku}
                id={optionId(index)}
                role="option"
                aria-selected={index === activeIndex}
                tabIndex={-1}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => select(item)}
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

/** The one item that a code or a search matches: an exact SKU or barcode, or the only result. */
const onlyMatch = (results: readonly Item[], search: string): Item | undefined =>
  results.find(({ sku, barcode }) => sku === search || barcode === search) ??
  (results.length === 1 ? results[0] : undefined);
