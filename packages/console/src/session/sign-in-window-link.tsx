import button from '../components/button.module.css';
import { signedInPath, signInAddress } from './sign-in-address.ts';

interface SignInBesideProps {
  readonly signIn: string;
  readonly isSmall?: boolean;
}

/** Signs in within a window beside this one, which stays as it is. */
export function SignInBeside({ signIn, isSmall = false }: SignInBesideProps) {
  const href = signInAddress(signIn, signedInPath);
  return (
    <a
      className={`${button.button} ${isSmall ? `${button.secondary} ${button.small}` : button.primary}`}
      href={href}
      target="_blank"
      rel="noopener opener"
      onClick={(event) => {
        // A window that a script opened may close itself afterwards.
        if (window.open(href, '_blank', 'width=520,height=680')) event.preventDefault();
      }}
    >
      Sign in again
    </a>
  );
}
