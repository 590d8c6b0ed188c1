import type { IssuerSettings } from '../oidc/issuer.ts';
import type { SessionSettings } from '../sessions/sessions.ts';

/** Settings of signing in. */
export interface SignInSettings {
  /** The origin where callers reach the gateway. */
  readonly publicUrl: string;
  readonly issuer: IssuerSettings | 'development';
  readonly sessions: SessionSettings;
  /** Additional parameters of the authorization request, beside those of OpenID Connect. */
  readonly parameters: Readonly<Record<string, string>>;
}
