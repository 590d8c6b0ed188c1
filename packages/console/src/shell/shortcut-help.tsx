import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { useShortcuts } from '../components/use-shortcuts.ts';
import styles from './shortcut-help.module.css';

const groups = [
  {
    title: 'Everywhere',
    keys: [
      ['?', 'This list'],
      ['Esc', 'Close a dialog'],
    ],
  },
  {
    title: 'Items',
    keys: [
      ['/', 'Search'],
      ['n', 'New item'],
    ],
  },
  {
    title: 'An item',
    keys: [
      ['r', 'Receive'],
      ['i', 'Issue'],
      ['t', 'Transfer'],
      ['c', 'Count'],
      ['a', 'Adjust'],
      ['s', 'Reserve'],
      ['e', 'Edit'],
    ],
  },
  {
    title: 'Scan',
    keys: [
      ['Enter', 'Book what was scanned'],
      ['Esc', 'Discard it'],
    ],
  },
] as const;

/** The list of keyboard shortcuts, behind a button and the key "?". */
export function ShortcutHelp() {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  useShortcuts({ '?': () => setOpen(true) });
  return (
    <>
      <span className={styles.opener}>
        <IconButton
          icon="keyboard"
          label="Keyboard shortcuts"
          hint="Keyboard shortcuts (?)"
          onClick={() => setOpen(true)}
        />
      </span>
      {isOpen && (
        <Dialog title="Keyboard shortcuts" onClose={close}>
          <div className={styles.groups}>
            {groups.map(({ title, keys }) => (
              <section key={title}>
                <h3>{title}</h3>
                <dl>
                  {keys.map(([key, meaning]) => (
                    <div key={key}>
                      <dt>
                        <kbd>{key}</kbd>
                      </dt>
                      <dd>{meaning}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
            <Button onClick={close}>Close</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
