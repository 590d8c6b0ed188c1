import { type FormEvent, type KeyboardEvent as Press, useEffect, useRef } from 'react';
import { Button } from '../components/button.tsx';
import styles from './code-field.module.css';
import { parseEntry, type ScanEntry } from './scan-entry.ts';

interface CodeFieldProps {
  readonly hint: string;
  readonly onEntry: (entry: ScanEntry) => void;
  readonly onEscape: () => void;
}

/** Input for scanners and typed codes. Gets the focus when a code is typed anywhere on the page. */
export function CodeField({ hint, onEntry, onEscape }: CodeFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const pressedAt = useRef<number[]>([]);

  useEffect(() => {
    const focusOnTyping = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
      if (/^[A-Za-z0-9]$/.test(event.key)) input.current?.focus();
    };
    input.current?.focus();
    document.addEventListener('keydown', focusOnTyping, { capture: true });
    return () => document.removeEventListener('keydown', focusOnTyping, { capture: true });
  }, []);

  const press = (event: Press) => {
    pressedAt.current.push(event.timeStamp);
    if (event.key !== 'Escape') return;
    clear();
    onEscape();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!input.current) return;
    const entry = parseEntry({ text: input.current.value, pressedAt: pressedAt.current });
    clear();
    onEntry(entry);
  };
  const clear = () => {
    pressedAt.current = [];
    if (input.current) input.current.value = '';
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      <label htmlFor="scan-code">Code or quantity</label>
      <div className={styles.row}>
        <input
          ref={input}
          id="scan-code"
          className={styles.input}
          aria-describedby="scan-hint"
          autoComplete="off"
          autoCapitalize="characters"
          enterKeyHint="go"
          spellCheck={false}
          onKeyDown={press}
        />
        <Button type="submit">Enter</Button>
      </div>
      <p id="scan-hint" className={styles.hint}>
        {hint}
      </p>
    </form>
  );
}

/** Whether a key press belongs to another field or to a dialog. */
const isElsewhere = (target: EventTarget | null) =>
  document.querySelector('dialog[open]') !== null ||
  (target instanceof Element && target.closest('input:not([type=radio]), select') !== null);
