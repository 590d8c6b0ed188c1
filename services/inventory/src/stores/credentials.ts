/** What a service shows its database. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Reads the credentials that are valid now, from where they are kept. */
export type ReadCredentials = () => Promise<Credentials>;

/** Credentials that may change while the service runs. */
export interface CredentialSource {
  readonly current: Credentials;
  /**
   * Reads them again, after the database has refused those given. However many connections are
   * refused at once, they are read once.
   */
  renew(refused: Credentials): Promise<Credentials>;
}

/** Begins with the credentials that the service was started with. */
export function credentialSource(first: Credentials, read: ReadCredentials): CredentialSource {
  let current = first;
  let reading: Promise<Credentials> | undefined;

  return {
    get current() {
      return current;
    },
    renew(refused) {
      if (refused !== current) return Promise.resolve(current);
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

/** Reads them from AWS Secrets Manager, in the form that RDS and DocumentDB keep there. */
export const fromSecretsManager =
  (secretArn: string): ReadCredentials =>
  async () => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import(
      '@aws-sdk/client-secrets-manager'
    );
    const client = new SecretsManagerClient({ requestHandler: limits });
    try {
      const secret = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
      const { username, password } = fieldsOf(secret.SecretString);
      if (typeof username !== 'string' || typeof password !== 'string') {
        throw new Error(
          `The secret ${secretArn} has no username and password in it. Keep it as the JSON object that RDS writes.`,
        );
      }
      return { username, password };
    } finally {
      client.destroy();
    }
  };

/** Milliseconds: whoever waits for a connection waits for this, too. */
const limits = { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

// What JSON.parse says of text that is no JSON quotes it: a secret that would stand in the logs.
function fieldsOf(secret = ''): Record<string, unknown> {
  try {
    return Object(JSON.parse(secret));
  } catch {
    return {};
  }
}
