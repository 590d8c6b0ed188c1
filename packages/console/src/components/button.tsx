import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'wouter';
import styles from './button.module.css';
import { Icon, type IconName } from './icon.tsx';

/** A button's visual weight. */
type Weight = 'primary' | 'secondary' | 'quiet';

interface Look {
  /** Default secondary; a view has at most one primary button. */
  readonly weight?: Weight;
  readonly icon?: IconName;
  /** For a button inside a table or beside a heading. */
  readonly isSmall?: boolean;
}

const classOf = (weight: Weight = 'secondary', isSmall = false) =>
  `${styles.button} ${styles[weight]}${isSmall ? ` ${styles.small}` : ''}`;

/** A button that runs an action on this page. */
export function Button({
  weight,
  icon,
  isSmall,
  children,
  ...button
}: ComponentProps<'button'> & Look) {
  return (
    <button type="button" {...button} className={classOf(weight, isSmall)}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A link to another page that looks like a button. */
export function LinkButton({
  href,
  weight,
  icon,
  isSmall,
  children,
}: Look & { href: string; children: ReactNode }) {
  return (
    <Link href={href} className={classOf(weight, isSmall)}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  );
}
