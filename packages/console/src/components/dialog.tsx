import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  /** One line under the title. */
  readonly subtitle?: ReactNode;
  /** Called on Escape. Without it, the user cannot dismiss the dialog. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A modal dialog, open while it is rendered. Its first control gets the focus. */
export function Dialog({ title, subtitle, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // The browser restores the focus only if the dialog is closed before it is removed.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        if (onClose) onClose();
        else event.preventDefault();
      }}
      onKeyDown={(event) => {
        // Otherwise Escape would close the dialog behind this one.
        if (event.key === 'Escape' && !onClose) event.preventDefault();
      }}
    >
      <header className={styles.header}>
        <h2 id={titleId}>{title}</h2>
        {subtitle && <p>{subtitle}</p>}
      </header>
      {children}
    </dialog>
  );
}
