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

/** What the gateway lets people and programs in by, kept in Secrets Manager and in no state. */
export class AccessSecrets extends Construct {
  /** The API keys: only their hashes, written by the command that makes and revokes them. */
  readonly apiKeysArn: string;
  /** What sessions in browsers are sealed with. */
  readonly sessionKeyArn: string;

  readonly #props: AccessSecretsProps;

  constructor(scope: Construct, id: string, props: AccessSecretsProps) {
    super(scope, id);
    this.#props = props;
    // Without a first value: Terraform would put it back, and take every key away, when Secrets
    // Manager has forgotten the version that Terraform once wrote.
    this.apiKeysArn = this.#addSecret('api_keys', 'Hashes of the API keys for programs').arn;
    this.sessionKeyArn = this.#addSessionKey();
  }

  #addSecret(id: string, description: string): SecretsmanagerSecret {
    const { prefix, deletionProtection } = this.#props;
    return new SecretsmanagerSecret(this, id, {
      name: `${prefix}/${id.replace('_', '-')}`,
      description,
      recoveryWindowInDays: deletionProtection ? 30 : 0,
    });
  }

  /** Made at random by Secrets Manager; Terraform passes it on and keeps it nowhere. */
  #addSessionKey(): string {
    const secret = this.#addSecret('session_key', 'Seals the sessions in browsers');
    // CDKTF has no ephemeral resources yet.
    TerraformStack.of(this).addOverride('ephemeral.aws_secretsmanager_random_password', {
      session_key: { password_length: 64, exclude_punctuation: true },
    });
    const version = new SecretsmanagerSecretVersion(this, 'session_key_version', {
      secretId: secret.id,
      secretStringWo: `\${ephemeral.aws_secretsmanager_random_password.session_key.random_password}`,
      // A higher number makes a new key, and signs everybody out.
      secretStringWoVersion: 1,
    });
    // A task that starts before there is a value does not start.
    return version.secretId;
  }
}
