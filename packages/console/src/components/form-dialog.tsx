import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { faultsOf, whatToDo } from '../problems.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FormFaults } from './field.tsx';
import styles from './form-dialog.module.css';

interface FormDialogProps {
  readonly title: string;
  readonly subtitle?: ReactNode;
  /** What the button that sends the form says: "Create item". */
  readonly submitLabel: string;
  readonly onSubmit: (form: FormData) => void;
  readonly onClose: () => void;
  readonly isPending: boolean;
  /** Why the last attempt failed: shown at the fields it is about, else above the buttons. */
  readonly error: unknown;
  readonly children: ReactNode;
}

/** A form in a dialog: fields, what went wrong, and the two buttons. */
export function FormDialog({ error, isPending, children, ...props }: FormDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  const faults = faultsOf(error);
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
    <Dialog title={props.title} subtitle={props.subtitle} onClose={props.onClose}>
      {/* Only the server's messages are shown: it knows all rules, the browser only some. */}
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        <FormFaults value={faults}>{children}</FormFaults>
        <div role="alert">
          {general ? <p className={styles.problem}>{whatToDo(general)}</p> : null}
        </div>
        <footer className={styles.buttons}>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" weight="primary" disabled={isPending}>
            {isPending ? 'Saving…' : props.submitLabel}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Fields that stand side by side where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
