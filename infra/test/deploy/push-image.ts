export interface PushedImage {
  /** URL of the emulated AWS, which believes every signature. */
  readonly emulator: string;
  readonly repository: string;
  readonly tag: string;
  /** The image's program exits with it at once; without it, it keeps running. */
  readonly exitCode?: number;
}

/** Makes a repository in an emulated ECR. */
export async function createRepository(emulator: string, repository: string): Promise<void> {
  await callRegistry(emulator, 'CreateRepository', { repositoryName: repository });
}

/** Puts an image into an emulated ECR. Its content is nothing, which no plan looks at. */
export async function pushImage(image: PushedImage): Promise<void> {
  const annotations = { 'com.stockroom.emulator.exit-code': String(image.exitCode) };
  await callRegistry(image.emulator, 'PutImage', {
    repositoryName: image.repository,
    imageTag: image.tag,
    // The digest is made of it.
    imageManifest: JSON.stringify({
      schemaVersion: 2,
      config: { tag: image.tag },
      ...(image.exitCode === undefined ? {} : { annotations }),
    }),
  });
}

async function callRegistry(emulator: string, action: string, body: object): Promise<void> {
  const response = await fetch(emulator, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AmazonEC2ContainerRegistry_V20150921.${action}`,
      Authorization:
        'AWS4-HMAC-SHA256 Credential=emulated/20260101/us-east-1/ecr/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The registry rejected ${action}: ${await response.text()}`);
}
