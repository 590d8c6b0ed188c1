import { Icon } from '../components/icon.tsx';
import styles from './filter-bar.module.css';
import type { ItemFilters } from './item-filters.ts';

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
        sorted by{' '}
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
