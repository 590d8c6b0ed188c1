import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret/index.js';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

export interface AccessSecretsProps {
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  /** Whether a secret that is destroyed can be brought back for 30 days, in which its name is taken. */
  readonly deletionProtection: boolean;
}

/**
 * What the gateway lets people and programs in by, and what it signs callers with, kept in Secrets
 * Manager and in no state.
 */
export class AccessSecrets extends Construct {
  /** The API keys: only their hashes, written by the command that makes and revokes them. */
  readonly apiKeysArn: string;
  /** What sessions in browsers are sealed with. */
  readonly sessionKeyArn: string;
  /** What the gateway signs callers with for the services behind it. It rotates the key itself. */
  readonly actorKeyArn: string;

  readonly #props: AccessSecretsProps;

  constructor(scope: Construct, id: string, props: AccessSecretsProps) {
    super(scope, id);
    this.#props = props;
    // Without a first value: Terraform would put it back, and take every key away, when Secrets
    // Manager has forgotten the version that Terraform once wrote.
    this.apiKeysArn = this.#addSecret('api_keys', 'Hashes of the API keys for programs').arn;
    // A higher version makes a new key, and signs everybody out.
    this.sessionKeyArn = this.#addRandomSecret('session_key', 'Seals the sessions in browsers', 1);
    // Stays 1: the gateway writes the later versions. Once Secrets Manager has forgotten the first
    // one, which it does when a hundred newer ones are there, Terraform makes a new random key. That
    // is one more rotation, because AWSPREVIOUS moves along with it.
    this.actorKeyArn = this.#addRandomSecret('actor_key', 'Signs callers between services', 1);
  }

  #addSecret(id: string, description: string): SecretsmanagerSecret {
    const { prefix, deletionProtection } = this.#props;
    return new SecretsmanagerSecret(this, id, {
      name: `${prefix}/${id.replace('_', '-')}`,
      description,
      recoveryWindowInDays: deletionProtection ? 30 : 0,
    });
  }

  /** Made at random by Secrets Manager; Terraform passes it on, once for each version, and keeps it nowhere. */
  #addRandomSecret(id: string, description: string, version: number): string {
    const secret = this.#addSecret(id, description);
    // CDKTF has no ephemeral resources yet.
    TerraformStack.of(this).addOverride(`ephemeral.aws_secretsmanager_random_password.${id}`, {
      password_length: 64,
      exclude_punctuation: true,
    });
    const { secretId } = new SecretsmanagerSecretVersion(this, `${id}_version`, {
      secretId: secret.id,
      secretStringWo: `\${ephemeral.aws_secretsmanager_random_password.${id}.random_password}`,
      secretStringWoVersion: version,
    });
    // A task that starts before there is a value does not start.
    return secretId;
  }
}
