import { CognitoResourceServer } from '@cdktf/provider-aws/lib/cognito-resource-server/index.js';
import { CognitoUserGroup } from '@cdktf/provider-aws/lib/cognito-user-group/index.js';
import { CognitoUserPool } from '@cdktf/provider-aws/lib/cognito-user-pool/index.js';
import { CognitoUserPoolClient } from '@cdktf/provider-aws/lib/cognito-user-pool-client/index.js';
import { CognitoUserPoolDomain } from '@cdktf/provider-aws/lib/cognito-user-pool-domain/index.js';
import { type Scope, scopes } from '@stockroom/client/contract';
import { Construct } from 'constructs';

export interface UserPoolProps {
  /** `stockroom-prod` */
  readonly name: string;
  readonly region: string;
  /** Start of the sign-in page's address, unique in the region. */
  readonly domainPrefix: string;
  readonly secondFactor: 'required' | 'optional' | 'none';
  /** Whether Cognito blocks leaked passwords and suspicious attempts; needs the plan Plus. */
  readonly threatProtection: boolean;
  readonly deletionProtection: boolean;
  /** URL of Stockroom, without a slash at the end: the only one that Cognito redirects to. */
  readonly publicUrl: string;
}

/** Identifier of the resource server, which is the prefix of its scopes. */
export const resourceServer = 'stockroom';

/** Descriptions of the API's scopes. People get a scope by the group of its name. */
const scopeDescriptions: Readonly<Record<Scope, string>> = {
  'inventory:read': 'See items, stock and its movements',
  'inventory:write': 'Change items and stock',
  'inventory:admin': 'Change locations, and everything else',
};

/** Days in which an invited person has to sign in for the first time. */
const invitationDays = 7;

/** The attributes of a person in the ID token. */
const readableAttributes = ['email', 'email_verified', 'name'];

/**
 * The attributes that people can change with the access token of a sign-in (UpdateUserAttributes).
 * None of them may identify a person: the ledger has their email. With an empty list, provider and
 * Cognito make every standard attribute writable. Attributes that the pool requires would have to be
 * in it; this pool has none (API reference, CreateUserPoolClient;
 * hashicorp/terraform-provider-aws#28684).
 */
const writableAttributes = ['locale'];

const mfaConfigurations = { required: 'ON', optional: 'OPTIONAL', none: 'OFF' } as const;

/**
 * The user pool of an environment. Only administrators add people, and their group is their scope.
 * They sign in on Cognito's page by authorization code with PKCE, so that the client needs no secret,
 * which would be in the Terraform state.
 */
export class UserPool extends Construct {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  readonly clientId: string;
  readonly userPoolId: string;
  /** URL of the sign-in page. */
  readonly signInPage: string;

  constructor(scope: Construct, id: string, props: UserPoolProps) {
    super(scope, id);
    const pool = this.#addPool(props);
    this.#addPermissions(pool);
    const domain = new CognitoUserPoolDomain(this, 'domain', {
      domain: props.domainPrefix,
      userPoolId: pool.id,
      // Version 2 needs a branding, which provider 5.100 does not support.
      managedLoginVersion: 1,
    });
    const client = this.#addClient(pool, props);
    this.issuer = `https://${pool.endpoint}`;
    this.clientId = client.id;
    this.userPoolId = pool.id;
    this.signInPage = `https://${domain.domain}.auth.${props.region}.amazoncognito.com`;
  }

  #addPool(props: UserPoolProps): CognitoUserPool {
    return new CognitoUserPool(this, 'Default', {
      name: props.name,
      userPoolTier: props.threatProtection ? 'PLUS' : 'ESSENTIALS',
      usernameAttributes: ['email'],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ['email'],
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      accountRecoverySetting: {
        recoveryMechanism: [{ name: 'verified_email', priority: 1 }],
      },
      passwordPolicy: {
        minimumLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: true,
        passwordHistorySize: 5,
        temporaryPasswordValidityDays: invitationDays,
      },
      mfaConfiguration: mfaConfigurations[props.secondFactor],
      ...(props.secondFactor === 'none'
        ? {}
        : { softwareTokenMfaConfiguration: { enabled: true } }),
      ...(props.threatProtection ? { userPoolAddOns: { advancedSecurityMode: 'ENFORCED' } } : {}),
      deletionProtection: props.deletionProtection ? 'ACTIVE' : 'INACTIVE',
    });
  }

  #addPermissions(pool: CognitoUserPool): void {
    new CognitoResourceServer(this, 'resource_server', {
      identifier: resourceServer,
      name: resourceServer,
      userPoolId: pool.id,
      scope: scopes.map((scope) => ({
        scopeName: scope,
        scopeDescription: scopeDescriptions[scope],
      })),
    });
    for (const scope of scopes) {
      new CognitoUserGroup(this, scope.replace(':', '_'), {
        name: scope,
        description: scopeDescriptions[scope],
        userPoolId: pool.id,
      });
    }
  }

  #addClient(pool: CognitoUserPool, { publicUrl }: UserPoolProps): CognitoUserPoolClient {
    return new CognitoUserPoolClient(this, 'client', {
      name: 'gateway',
      userPoolId: pool.id,
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ['code'],
      // Cognito grants every requested scope, so permissions come from groups, not from scopes.
      allowedOauthScopes: ['email', 'openid', 'profile'],
      explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'],
      supportedIdentityProviders: ['COGNITO'],
      readAttributes: readableAttributes,
      writeAttributes: writableAttributes,
      callbackUrls: [`${publicUrl}/sign-in/callback`],
      logoutUrls: [`${publicUrl}/`],
      // The gateway reads them once, at sign-in; after that it relies on its own session.
      accessTokenValidity: 60,
      idTokenValidity: 60,
      refreshTokenValidity: 60,
      tokenValidityUnits: [{ accessToken: 'minutes', idToken: 'minutes', refreshToken: 'minutes' }],
      enableTokenRevocation: true,
      preventUserExistenceErrors: 'ENABLED',
    });
  }
}
