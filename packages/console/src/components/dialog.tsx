import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  /** One line under the title. */
  readonly subtitle?: ReactNode;
  /**
   * The person wants it gone: by Escape here, or by a button that the content has. Without it only
   * what the dialog is about ends it.
   */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A modal dialog, open as long as it is rendered. The first control in it gets the focus. */
export function Dialog({ title, subtitle, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Closed before it leaves the page: only then the browser gives the focus back to where it was.
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
        // Else Escape would close the dialog behind this one.
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
