import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { type FieldFault, faultsOf, whatToDo } from '../api/problems.ts';
import { Button } from './button.tsx';
import { FormFaults } from './field.tsx';
import styles from './form.module.css';

export interface FormProps {
  /** What the button that sends the form says: "Create item". */
  readonly submitLabel: string;
  readonly onSubmit: (form: FormData) => void;
  readonly onCancel: () => void;
  readonly isPending: boolean;
  /** Why the last attempt failed: shown at the fields it is about, else above the buttons. */
  readonly error: unknown;
  /** Which fields an error is about, where the form knows more of it than the API tells. */
  readonly faults?: readonly FieldFault[];
  readonly children: ReactNode;
}

/** Fields, what went wrong, and the two buttons. */
export function Form({
  error,
  faults = faultsOf(error),
  isPending,
  children,
  ...props
}: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  // The error, where it is about none of the fields.
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
    // Only the server's messages are shown: it knows all rules, the browser only some.
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      <FormFaults value={faults}>{children}</FormFaults>
      <div role="alert">
        {general ? <p className={styles.problem}>{whatToDo(general)}</p> : null}
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

/** Fields that stand side by side where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
