import { type ReactNode, useId } from 'react';
import button from './button.module.css';
import { Icon, type IconName } from './icon.tsx';
import styles from './menu.module.css';

interface MenuProps {
  /** Label of the button that opens the menu. */
  readonly label: ReactNode;
  readonly icon?: IconName;
  /** Default secondary. */
  readonly weight?: 'secondary' | 'quiet';
  /** Links and buttons. A click on one closes the menu. */
  readonly children: ReactNode;
}

/** A button that opens a short list of actions. Escape or a click outside closes it. */
export function Menu({ label, icon, weight = 'secondary', children }: MenuProps) {
  const id = useId();
  return (
    <>
      <button type="button" className={`${button.button} ${button[weight]}`} popoverTarget={id}>
        {icon && <Icon name={icon} />}
        {label}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: clicks land on the controls inside. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a control fires a click too. */}
      <div
        id={id}
        popover="auto"
        className={styles.menu}
        onClick={({ target, currentTarget }) => {
          if ((target as Element).closest('a, button')) currentTarget.hidePopover();
        }}
      >
        {children}
      </div>
    </>
  );
}
