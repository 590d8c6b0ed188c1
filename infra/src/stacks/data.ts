import type { Construct } from 'constructs';
import { AccessSecrets } from '../constructs/access/access-secrets.ts';
import { SignIn } from '../constructs/access/sign-in.ts';
import type { Database } from '../constructs/database/database.ts';
import { DocumentDatabase } from '../constructs/database/document-database.ts';
import { PostgresDatabase } from '../constructs/database/postgres-database.ts';
import type { Environment } from '../environments/environment.ts';
import type { NetworkStack } from './network.ts';
import { publicUrlOf } from './public-url.ts';
import { StockroomStack } from './stockroom-stack.ts';

/**
 * `<environment>-data`: the database, the user pool and the secrets for access, in a stack that a
 * release never changes.
 */
export class DataStack extends StockroomStack {
  readonly database: Database;
  readonly accessSecrets: AccessSecrets;
  /** `undefined` without sign-in. */
  readonly signIn: SignIn | undefined;

  readonly #environment: Environment;

  constructor(scope: Construct, environment: Environment, network: NetworkStack) {
    super(scope, 'data', environment);
    this.#environment = environment;
    this.database = this.#addDatabase(network);
    this.accessSecrets = new AccessSecrets(this, 'access', {
      prefix: this.prefix,
      deletionProtection: environment.deletionProtection,
    });
    this.signIn = this.#addSignIn();
    this.#addOutputs();
  }

  #addDatabase({ vpc }: NetworkStack): Database {
    const { database, deletionProtection, logRetentionDays, network } = this.#environment;
    const DatabaseOfKind = { documentdb: DocumentDatabase, postgres: PostgresDatabase }[
      database.kind
    ];
    return new DatabaseOfKind(this, 'database', {
      name: this.prefix,
      vpcId: vpc.vpcId,
      subnetIds: vpc.dataSubnetIds,
      availabilityZones: network.availabilityZones,
      instanceClass: database.instanceClass,
      instances: database.instances,
      backupRetentionDays: database.backupRetentionDays,
      logRetentionDays,
      deletionProtection,
      restoreFrom: database.restoreFrom,
    });
  }

  #addSignIn(): SignIn | undefined {
    const { account, deletionProtection, signIn } = this.#environment;
    if (signIn === undefined) return undefined;
    return new SignIn(this, 'sign_in', {
      name: this.prefix,
      region: account.region,
      settings: signIn,
      deletionProtection,
      publicUrl: publicUrlOf(this.#environment),
    });
  }

  #addOutputs(): void {
    const { variables, userPool } = this.signIn ?? {};
    this.addOutput(
      'api_keys_secret_arn',
      'The secret with the hashes of the API keys',
      this.accessSecrets.apiKeysArn,
    );
    this.addOutput(
      'actor_key_secret_arn',
      'The secret with the key that the gateway signs callers with',
      this.accessSecrets.actorKeyArn,
    );
    if (variables !== undefined) {
      this.addOutput('issuer', 'The OpenID Connect issuer', variables.OIDC_ISSUER);
      this.addOutput(
        'client_id',
        'The client id of Stockroom at the issuer',
        variables.OIDC_CLIENT_ID,
      );
    }
    if (userPool !== undefined) {
      this.addOutput(
        'user_pool_id',
        'The user pool to which people are added',
        userPool.userPoolId,
      );
      this.addOutput('sign_in_page', 'The sign-in page', userPool.signInPage);
    }
  }
}
