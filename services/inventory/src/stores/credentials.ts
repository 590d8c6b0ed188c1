/** Username and password of a database. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Reads the current credentials from their store. */
export type ReadCredentials = () => Promise<Credentials>;

/** Credentials that can change while the service runs. */
export interface CredentialSource {
  readonly current: Credentials;
  /**
   * Reads them again after the database has rejected some. Concurrent calls share one read.
   */
  renew(rejected: Credentials): Promise<Credentials>;
}

/** Starts with the credentials from the service's configuration. */
export function credentialSource(first: Credentials, read: ReadCredentials): CredentialSource {
  let current = first;
  let reading: Promise<Credentials> | undefined;

  return {
    get current() {
      return current;
    },
    renew(rejected) {
      if (rejected !== current) return Promise.resolve(current);
      reading ??= read()
        .then((renewed) => {
          current = renewed;
          return renewed;
        })
        .finally(() => {
          reading = undefined;
        });
      return reading;
    },
  };
}

/** Reads credentials from AWS Secrets Manager, in the format of RDS and DocumentDB. */
export const fromSecretsManager =
  (secretArn: string): ReadCredentials =>
  async () => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import(
      '@aws-sdk/client-secrets-manager'
    );
    const client = new SecretsManagerClient({ requestHandler: limits });
    try {
      const secret = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
      if (secret.SecretString === undefined) {
        throw new Error(`The secret ${secretArn} has no text (SecretString).`);
      }
      const { username, password } = fieldsOf(secret.SecretString);
      if (typeof username !== 'string' || typeof password !== 'string') {
        throw new Error(
          `The secret ${secretArn} has no username and password. Store the JSON object that RDS writes.`,
        );
      }
      return { username, password };
    } finally {
      client.destroy();
    }
  };

/** Timeouts in milliseconds. Requests that need a connection wait for this read. */
const limits = { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

// An error of JSON.parse quotes its input, which would put the secret into the logs.
function fieldsOf(secret: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(secret));
  } catch {
    return {};
  }
}
