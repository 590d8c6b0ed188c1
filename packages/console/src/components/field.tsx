import { createContext, type ReactNode, use, useId } from 'react';
import type { FieldError } from '../api/problems.ts';
import styles from './field.module.css';

/** Field errors of the enclosing form. Each field shows its own. */
export const FormErrors = createContext<readonly FieldError[]>([]);

/** Props that connect a control to its field: spread them on the input, select or textarea. */
interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-required': boolean;
}

interface FieldProps {
  readonly label: string;
  /** The field's name in the API. Field errors are matched by it. */
  readonly name: string;
  readonly hint?: ReactNode;
  readonly isRequired?: boolean;
  /** Renders the control. */
  readonly children: (control: ControlProps) => ReactNode;
}

/** A labelled control with its hint and its validation error. */
export function Field({ label, name, hint, isRequired = false, children }: FieldProps) {
  const id = useId();
  const error = use(FormErrors).find(({ field }) => field === name || field.startsWith(`${name}/`));
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label}
        {!isRequired && <span className={styles.optional}> optional</span>}
      </label>
      {children({
        id,
        name,
        'aria-invalid': error !== undefined,
        'aria-describedby': [errorId, hintId].filter(Boolean).join(' ') || undefined,
        'aria-required': isRequired,
      })}
      {error && (
        <p id={errorId} className={styles.error}>
          {sentence(label, error.message)}
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

/** Turns the API's "is required" into "Name is required". Keeps a message that is a sentence. */
function sentence(label: string, message: string): string {
  return /^[a-z]/.test(message) ? `${label} ${message}` : message;
}
