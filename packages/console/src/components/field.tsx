import { createContext, type ReactNode, use, useId } from 'react';
import type { FieldFault } from '../problems.ts';
import styles from './field.module.css';

/** The faults of the form around, for its fields to show. */
export const FormFaults = createContext<readonly FieldFault[]>([]);

/** What a control needs to belong to its field: spread it on the input, select or textarea. */
interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-required': boolean;
}

interface FieldProps {
  readonly label: string;
  /** The field's name in the API, to which its faults are given. */
  readonly name: string;
  readonly hint?: ReactNode;
  readonly isRequired?: boolean;
  /** Renders the control. */
  readonly children: (control: ControlProps) => ReactNode;
}

/** A labelled control with its hint and what is wrong with it. */
export function Field({ label, name, hint, isRequired = false, children }: FieldProps) {
  const id = useId();
  const fault = use(FormFaults).find(({ field }) => field === name || field.startsWith(`${name}/`));
  const hintId = hint ? `${id}-hint` : undefined;
  const faultId = fault ? `${id}-fault` : undefined;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label}
        {!isRequired && <span className={styles.optional}> optional</span>}
      </label>
      {children({
        id,
        name,
        'aria-invalid': fault !== undefined,
        'aria-describedby': [faultId, hintId].filter(Boolean).join(' ') || undefined,
        'aria-required': isRequired,
      })}
      {fault && (
        <p id={faultId} className={styles.fault}>
          {sentence(label, fault.message)}
        </p>
      )}
      {hint && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** The API says "is required"; a person reads "Name is required". A whole sentence stays as it is. */
function sentence(label: string, message: string): string {
  return /^[a-z]/.test(message) ? `${label} ${message}` : message;
}
