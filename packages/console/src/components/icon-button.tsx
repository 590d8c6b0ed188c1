import { Icon, type IconName } from './icon.tsx';
import styles from './icon-button.module.css';

interface IconButtonProps {
  readonly icon: IconName;
  /** Accessible name. */
  readonly label: string;
  /** Tooltip. Default: the label. */
  readonly hint?: string;
  readonly onClick: () => void;
}

/** A small button with an icon and no visible label. */
export function IconButton({ icon, label, hint = label, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={label}
      title={hint}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
