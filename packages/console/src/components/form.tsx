import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { errorMessage, type FieldError, fieldErrorsOf } from '../api/problems.ts';
import { Button } from './button.tsx';
import { FormErrors } from './field.tsx';
import styles from './form.module.css';

export interface FormProps {
  /** Label of the submit button: "Create item". */
  readonly submitLabel: string;
  readonly onSubmit: (form: FormData) => void;
  readonly onCancel: () => void;
  readonly isPending: boolean;
  /** Error of the last submission: shown at its fields, or above the buttons. */
  readonly error: unknown;
  /** Field errors of the submission. Default: those of `error`. */
  readonly fieldErrors?: readonly FieldError[];
  readonly children: ReactNode;
}

/** A form with its error, a submit button and a cancel button. */
export function Form({
  error,
  fieldErrors = fieldErrorsOf(error),
  isPending,
  children,
  ...props
}: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  // The error, if no field shows it.
  const [general, setGeneral] = useState<unknown>();

  useEffect(() => {
    const shown = form.current?.querySelectorAll<HTMLElement>('[aria-invalid=true]') ?? [];
    setGeneral(shown.length === 0 ? error : undefined);
    shown[0]?.focus();
  }, [error]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isPending) props.onSubmit(new FormData(event.currentTarget));
  };

  return (
    // The server validates: it knows all rules, the browser only some.
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      <FormErrors value={fieldErrors}>{children}</FormErrors>
      <div role="alert">
        {general ? <p className={styles.problem}>{errorMessage(general)}</p> : null}
      </div>
      <footer className={styles.buttons}>
        <Button onClick={props.onCancel}>Cancel</Button>
        <Button type="submit" weight="primary" disabled={isPending}>
          {isPending ? 'Saving…' : props.submitLabel}
        </Button>
      </footer>
    </form>
  );
}

/** Fields side by side, if the screen is wide enough. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
