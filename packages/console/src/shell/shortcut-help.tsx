import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { pages } from '../pages.tsx';
import styles from './shortcut-help.module.css';

const groups = [
  {
    title: 'All pages',
    shortcuts: { '?': 'Show this list', Esc: 'Close dialog' },
  },
  ...pages,
];

/** The list of keyboard shortcuts, opened by a button or the "?" key. */
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
            {groups.map(
              ({ title, shortcuts }) =>
                shortcuts && (
                  <section key={title}>
                    <h3>{title}</h3>
                    <dl>
                      {Object.entries(shortcuts).map(([key, action]) => (
                        <div key={key}>
                          <dt>
                            <kbd>{key}</kbd>
                          </dt>
                          <dd>{action}</dd>
                        </div>
                      ))}
                    </dl>
                  </section>
                ),
            )}
            <Button onClick={close}>Close</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
