import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** A version of the secret. A test can change it, for example make it older. */
export interface Version {
  readonly id: string;
  readonly text: string;
  stages: string[];
  created: Date;
}

type Input = Record<string, string & string[]>;

/**
 * A fake AWS Secrets Manager with one secret, its versions and their stages, for the operations that
 * API keys and actor keys need. It uses the AWS protocol and errors, and stops with the test.
 */
export async function startSecretsManager() {
  const versions: Version[] = [];
  const state = {
    /** Runs before AWSCURRENT moves. */
    beforeMove: async () => {},
    /** Whether every request fails, as during an outage of AWS. */
    isAway: false,
    /** How often each operation was called. */
    calls: {} as Record<string, number>,
  };
  const withStage = (stage: string) => versions.find(({ stages }) => stages.includes(stage));

  function move(stage: string, to: Version | undefined): void {
    const from = withStage(stage);
    if (from) from.stages = from.stages.filter((other) => other !== stage);
    to?.stages.push(stage);
    // AWS moves AWSPREVIOUS along with AWSCURRENT.
    if (stage === 'AWSCURRENT' && from) move('AWSPREVIOUS', from);
  }

  const operations: Readonly<Record<string, (input: Input) => Promise<object>>> = {
    GetSecretValue: async ({ VersionStage: stage = 'AWSCURRENT' }) => {
      const version = withStage(stage);
      if (version) {
        const { text: SecretString, id: VersionId, created } = version;
        return { SecretString, VersionId, CreatedDate: created.getTime() / 1000 };
      }
      throw exception(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
      );
    },
    PutSecretValue: async ({ SecretString = '', VersionStages = ['AWSCURRENT'] }) => {
      const version = {
        id: `version-${versions.length}`,
        text: SecretString,
        stages: [],
        created: new Date(),
      };
      versions.push(version);
      for (const stage of VersionStages) move(stage, version);
      return { VersionId: version.id };
    },
    UpdateSecretVersionStage: async ({
      VersionStage: stage = '',
      MoveToVersionId,
      RemoveFromVersionId,
    }) => {
      await state.beforeMove();
      const from = withStage(stage);
      if (from && from.id !== RemoveFromVersionId) {
        throw exception(
          'InvalidParameterException',
          `The parameter RemoveFromVersionId can not be empty. Staging label ${stage} is currently attached to another version`,
        );
      }
      move(
        stage,
        versions.find(({ id }) => id === MoveToVersionId),
      );
      return {};
    },
  };

  const server = createServer(async (request, response) => {
    const name = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const input = JSON.parse(await text(request));
    state.calls[name] = (state.calls[name] ?? 0) + 1;
    try {
      if (state.isAway) throw exception('AccessDeniedException', 'Unavailable');
      const output = (await operations[name]?.(input)) ?? {};
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(output));
    } catch (error) {
      const { name: __type, message } = error as Error;
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type, message }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, versions, state };
}

/** The variables that point the AWS SDK to a fake Secrets Manager. */
export const secretsManagerVariables = (url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

/** Sets `secretsManagerVariables` in this process until the test ends. */
export function useSecretsManager(url: string): void {
  const before = { ...process.env };
  Object.assign(process.env, secretsManagerVariables(url));
  onTestFinished(() => {
    process.env = before;
  });
}

const exception = (name: string, message: string) => Object.assign(new Error(message), { name });
