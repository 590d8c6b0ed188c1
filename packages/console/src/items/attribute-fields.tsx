import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Field } from '../components/field.tsx';
import { IconButton } from '../components/icon-button.tsx';
import styles from './attribute-fields.module.css';
import {
  type Attributes,
  type AttributeType,
  type AttributeValue,
  attributeControls,
  attributeTypes,
  typeOf,
} from './attributes.ts';

/** An attribute row of the form. */
interface Row {
  readonly id: number;
  readonly name: string;
  readonly type: AttributeType;
  /** Initial value. The control itself keeps later input. */
  readonly initial?: AttributeValue;
}

/** Fields for an item's custom attributes: name, type and value. */
export function AttributeFields({ attributes = {} }: { attributes?: Attributes | undefined }) {
  const [rows, setRows] = useState<readonly Row[]>(() =>
    Object.entries(attributes).map(([name, initial], id) => ({
      id,
      name,
      type: typeOf(initial),
      initial,
    })),
  );
  const change = (id: number, changes: Partial<Row>) =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...changes } : row)));
  const add = () => setRows([...rows, { id: (rows.at(-1)?.id ?? 0) + 1, name: '', type: 'text' }]);
  return (
    <fieldset className={styles.attributes}>
      <legend>
        Attributes <span>optional</span>
      </legend>
      {rows.map((row, index) => (
        <fieldset key={row.id} className={styles.row}>
          <legend className="visually-hidden">Attribute {index + 1}</legend>
          <Field label="Name" name={attributeControls.nameField(row.name)} isRequired>
            {(control) => (
              <input
                {...control}
                name={attributeControls.name}
                value={row.name}
                autoComplete="off"
                onChange={({ target }) => change(row.id, { name: target.value })}
              />
            )}
          </Field>
          <Field label="Type" name={attributeControls.type} isRequired>
            {(control) => (
              <select
                {...control}
                value={row.type}
                onChange={({ target }) => change(row.id, { type: target.value as AttributeType })}
              >
                {Object.entries(attributeTypes).map(([type, label]) => (
                  <option key={type} value={type}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <ValueField row={row} />
          <span className={styles.remove}>
            <IconButton
              icon="close"
              label={`Remove attribute ${row.name || index + 1}`}
              onClick={() => setRows(rows.filter(({ id }) => id !== row.id))}
            />
          </span>
        </fieldset>
      ))}
      <div>
        <Button icon="plus" isSmall onClick={add}>
          Add attribute
        </Button>
      </div>
    </fieldset>
  );
}

function ValueField({ row: { name, type, initial } }: { row: Row }) {
  const text = initial === undefined ? '' : String(initial);
  return (
    <Field label="Value" name={attributeControls.valueField(name)} isRequired>
      {(control) =>
        type === 'boolean' ? (
          <select {...control} name={attributeControls.value} defaultValue={text || 'true'}>
            <option value="true">Yes</option>
            <option value="false">No</option>
          </select>
        ) : (
          <input
            {...control}
            name={attributeControls.value}
            inputMode={type === 'number' ? 'decimal' : 'text'}
            autoComplete="off"
            defaultValue={text}
          />
        )
      }
    </Field>
  );
}
