import { Construct } from 'constructs';
import type { SignIn as SignInSettings } from '../../environments/environment.ts';
import type { issuerVariables } from '../../service-variables.ts';
import { resourceServer, UserPool } from './user-pool.ts';

export interface SignInProps {
  /** `stockroom-prod` */
  readonly name: string;
  readonly region: string;
  readonly settings: SignInSettings;
  readonly deletionProtection: boolean;
  /** URL of Stockroom, without a slash at the end. */
  readonly publicUrl: string;
}

type IssuerVariables = Readonly<Partial<Record<(typeof issuerVariables)[number], string>>>;

/** The OpenID Connect issuer that people sign in at: a user pool of the environment, or an external one. */
export class SignIn extends Construct {
  /** The variables about the issuer. */
  readonly variables: IssuerVariables;
  /** `undefined` for an external issuer. */
  readonly userPool: UserPool | undefined;

  constructor(scope: Construct, id: string, { settings, ...props }: SignInProps) {
    super(scope, id);
    if (settings.kind === 'oidc') {
      this.variables = variablesOf(settings);
      return;
    }
    this.userPool = new UserPool(this, 'Default', { ...settings, ...props });
    const { issuer, clientId } = this.userPool;
    this.variables = variablesOf({
      issuer,
      clientId,
      // Cognito's access tokens have the client id instead of an audience.
      audience: clientId,
      scopePrefix: `${resourceServer}/`,
      permissionsClaim: 'cognito:groups',
      signInParameters: undefined,
    });
  }
}

function variablesOf(
  issuer: Omit<Extract<SignInSettings, { kind: 'oidc' }>, 'kind'>,
): IssuerVariables {
  const variables: Record<(typeof issuerVariables)[number], string | undefined> = {
    OIDC_ISSUER: issuer.issuer,
    OIDC_CLIENT_ID: issuer.clientId,
    OIDC_AUDIENCE: issuer.audience,
    OIDC_SCOPE_PREFIX: issuer.scopePrefix,
    OIDC_PERMISSIONS_CLAIM: issuer.permissionsClaim,
    OIDC_SIGN_IN_PARAMETERS: issuer.signInParameters,
  };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => Boolean(value)));
}
