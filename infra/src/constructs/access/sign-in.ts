import { Construct } from 'constructs';
import type { SignIn as SignInSettings } from '../../environments/environment.ts';
import { resourceServer, UserPool } from './user-pool.ts';

export interface SignInProps {
  /** `stockroom-prod` */
  readonly name: string;
  readonly region: string;
  readonly settings: SignInSettings;
  readonly deletionProtection: boolean;
  /** Where people reach Stockroom, without a slash at the end. */
  readonly publicUrl: string;
}

/** Where people sign in: a user pool of the environment's own, or an issuer that is there already. */
export class SignIn extends Construct {
  /** What tells a service of the issuer, by the names of the variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** `undefined` where the issuer is somebody else's. */
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
      // Cognito's access tokens name the client where others name the audience.
      audience: clientId,
      scopePrefix: `${resourceServer}/`,
      permissionsClaim: 'cognito:groups',
      signInParameters: undefined,
    });
  }
}

function variablesOf(
  issuer: Omit<Extract<SignInSettings, { kind: 'oidc' }>, 'kind'>,
): Record<string, string> {
  const variables = {
    OIDC_ISSUER: issuer.issuer,
    OIDC_CLIENT_ID: issuer.clientId,
    OIDC_AUDIENCE: issuer.audience,
    OIDC_SCOPE_PREFIX: issuer.scopePrefix,
    OIDC_PERMISSIONS_CLAIM: issuer.permissionsClaim,
    OIDC_SIGN_IN_PARAMETERS: issuer.signInParameters,
  };
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
