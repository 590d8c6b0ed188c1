import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { Form, type FormProps } from './form.tsx';

interface FormDialogProps extends Omit<FormProps, 'onCancel'> {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly onClose: () => void;
}

/** A form in a dialog. */
export function FormDialog({ title, subtitle, onClose, ...form }: FormDialogProps) {
  return (
    <Dialog title={title} subtitle={subtitle} onClose={onClose}>
      <Form {...form} onCancel={onClose} />
    </Dialog>
  );
}
