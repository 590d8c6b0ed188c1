import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Field } from '../components/field.tsx';
import { IconButton } from '../components/icon-button.tsx';
import styles from './attribute-fields.module.css';
import {
  type AttributeKind,
  type Attributes,
  type AttributeValue,
  attributeControls,
  attributeKinds,
  kindOf,
} from './attributes.ts';

/** A row of the form. */
interface Row {
  readonly id: number;
  readonly name: string;
  readonly kind: AttributeKind;
  /** What it begins with; the control keeps what is typed. */
  readonly initial?: AttributeValue;
}

/** Names and values of whatever else there is to say about an item. */
export function AttributeFields({ attributes = {} }: { attributes?: Attributes | undefined }) {
  const [rows, setRows] = useState<readonly Row[]>(() =>
    Object.entries(attributes).map(([name, initial], id) => ({
      id,
      name,
      kind: kindOf(initial),
      initial,
    })),
  );
  const change = (id: number, changes: Partial<Row>) =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...changes } : row)));
  const add = () => setRows([...rows, { id: (rows.at(-1)?.id ?? 0) + 1, name: '', kind: 'text' }]);
  return (
    <fieldset className={styles.attributes}>
      <legend>
        Attributes <span>optional</span>
      </legend>
      {rows.map((row, index) => (
        <fieldset key={row.id} className={styles.row}>
          <legend className="visually-hidden">Attribute {index + 1}</legend>
          <Field label="Name" name={attributeControls.faultyName(row.name)} isRequired>
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
          <Field label="Kind" name={attributeControls.kind} isRequired>
            {(control) => (
              <select
                {...control}
                value={row.kind}
                onChange={({ target }) => change(row.id, { kind: target.value as AttributeKind })}
              >
                {Object.entries(attributeKinds).map(([kind, label]) => (
                  <option key={kind} value={kind}>
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
          Add an attribute
        </Button>
      </div>
    </fieldset>
  );
}

function ValueField({ row: { name, kind, initial } }: { row: Row }) {
  const text = initial === undefined ? '' : String(initial);
  return (
    <Field label="Value" name={attributeControls.faultyValue(name)} isRequired>
      {(control) =>
        kind === 'truth' ? (
          <select {...control} name={attributeControls.value} defaultValue={text || 'true'}>
            <option value="true">Yes</option>
            <option value="false">No</option>
          </select>
        ) : (
          <input
            {...control}
            name={attributeControls.value}
            inputMode={kind === 'number' ? 'decimal' : 'text'}
            autoComplete="off"
            defaultValue={text}
          />
        )
      }
    </Field>
  );
}
