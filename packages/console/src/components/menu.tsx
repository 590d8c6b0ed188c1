import { type ReactNode, useId } from 'react';
import button from './button.module.css';
import { Icon, type IconName } from './icon.tsx';
import styles from './menu.module.css';

interface MenuProps {
  /** What the button that opens it says. */
  readonly label: ReactNode;
  readonly icon?: IconName;
  /** Default secondary. */
  readonly weight?: 'secondary' | 'quiet';
  /** Links and buttons: a click on one closes the menu. */
  readonly children: ReactNode;
}

/** A button that opens a short list of what else one can do. Escape or a click beside it closes it. */
export function Menu({ label, icon, weight = 'secondary', children }: MenuProps) {
  const id = useId();
  return (
    <>
      <button type="button" className={`${button.button} ${button[weight]}`} popoverTarget={id}>
        {icon && <Icon name={icon} />}
        {label}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is clicked are the controls in it. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's Enter is a click as well. */}
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
