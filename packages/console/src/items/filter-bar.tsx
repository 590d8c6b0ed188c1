import { type FormEvent, useId } from 'react';
import { textIn } from '../components/form-values.ts';
import { Icon } from '../components/icon.tsx';
import styles from './filter-bar.module.css';
import type { ItemFilters } from './item-filters.ts';
import { useKnownCategories } from './use-known-categories.ts';

interface FilterBarProps {
  readonly filters: ItemFilters;
  readonly onChange: (filters: ItemFilters) => void;
}

/** Filters below the search field: active or archived items, sort order, category. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  return (
    <div className={styles.bar}>
      <label>
        Show{' '}
        <select
          value={String(filters.archived)}
          onChange={({ target }) => onChange({ ...filters, archived: target.value === 'true' })}
        >
          <option value="false">active items</option>
          <option value="true">archived items</option>
        </select>
      </label>
      <label>
        <span className={styles.word}>sorted by </span>
        <select
          value={filters.sort}
          onChange={({ target }) =>
            onChange({ ...filters, sort: target.value as ItemFilters['sort'] })
          }
        >
          <option value="sku">SKU</option>
          <option value="-sku">SKU, descending</option>
          <option value="name">name</option>
          <option value="-name">name, descending</option>
          <option value="-updatedAt">last updated, newest first</option>
          <option value="updatedAt">last updated, oldest first</option>
        </select>
      </label>
      {!filters.category && (
        <CategoryInput onSelect={(category) => onChange({ ...filters, category })} />
      )}
      {filters.category && (
        <button
          type="button"
          className={styles.selected}
          aria-label={`Category ${filters.category}: show all categories`}
          onClick={() => onChange({ ...filters, category: '' })}
        >
          {filters.category}
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

/** Selects a category: a suggestion at once, any other text with Enter. */
function CategoryInput({ onSelect }: { onSelect: (category: string) => void }) {
  const listId = useId();
  const known = useKnownCategories();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSelect(textIn(new FormData(event.currentTarget), 'category'));
  };
  return (
    <form onSubmit={submit}>
      <label>
        in{' '}
        <input
          name="category"
          className={styles.category}
          list={listId}
          placeholder="all categories"
          autoComplete="off"
          onChange={({ target, nativeEvent }) => {
            // Selecting a suggestion is not a keystroke.
            const isSuggestion = !(nativeEvent instanceof InputEvent && nativeEvent.data !== null);
            if (isSuggestion && known.includes(target.value)) onSelect(target.value);
          }}
        />
      </label>
      <datalist id={listId}>
        {known.map((category) => (
          <option key={category} value={category} />
        ))}
      </datalist>
    </form>
  );
}
