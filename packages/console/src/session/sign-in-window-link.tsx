import button from '../components/button.module.css';
import { paths, signInUrl } from '../paths.ts';

interface SignInWindowLinkProps {
  readonly signIn: string;
  readonly isSmall?: boolean;
}

/** Opens the sign-in in a second window. The current page keeps its state. */
export function SignInWindowLink({ signIn, isSmall = false }: SignInWindowLinkProps) {
  const href = signInUrl(signIn, paths.signedIn);
  return (
    <a
      className={`${button.button} ${isSmall ? `${button.secondary} ${button.small}` : button.primary}`}
      href={href}
      target="_blank"
      rel="noopener opener"
      onClick={(event) => {
        // Only a window opened by a script can close itself afterwards.
        if (window.open(href, '_blank', 'width=520,height=680')) event.preventDefault();
      }}
    >
      Sign in again
    </a>
  );
}
