import { Icon, type IconName } from './icon.tsx';
import styles from './icon-button.module.css';

interface IconButtonProps {
  readonly icon: IconName;
  /** What screen readers say. */
  readonly label: string;
  /** What shows to who points at it; the label without it. */
  readonly hint?: string;
  readonly onClick: () => void;
}

/** A small button that shows only an icon. */
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
