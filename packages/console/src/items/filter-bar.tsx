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

/** The filters beside the search: which items, in what order, and the category if one is chosen. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  return (
    <div className={styles.bar}>
      <label>
        Show{' '}
        <select
          value={String(filters.archived)}
          onChange={({ target }) => onChange({ ...filters, archived: target.value === 'true' })}
        >
          <option value="false">current items</option>
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
          <option value="-sku">SKU, last first</option>
          <option value="name">name</option>
          <option value="-name">name, last first</option>
          <option value="-updatedAt">latest change</option>
          <option value="updatedAt">oldest change</option>
        </select>
      </label>
      {!filters.category && (
        <CategoryInput onChoose={(category) => onChange({ ...filters, category })} />
      )}
      {filters.category && (
        <button
          type="button"
          className={styles.chosen}
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

/** Asks for a category: takes one that is suggested at once, any other with Enter. */
function CategoryInput({ onChoose }: { onChoose: (category: string) => void }) {
  const listId = useId();
  const known = useKnownCategories();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onChoose(textIn(new FormData(event.currentTarget), 'category'));
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
            // A choice from the list is no key stroke.
            const isChosen = !(nativeEvent instanceof InputEvent && nativeEvent.data !== null);
            if (isChosen && known.includes(target.value)) onChoose(target.value);
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
