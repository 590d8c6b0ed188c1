/**
 * Puts an image into an emulated ECR. Its content is nothing, which no plan looks at.
 *
 * @param emulator URL of the emulated AWS, which believes every signature
 */
export async function pushImage(emulator: string, repository: string, tag: string): Promise<void> {
  const response = await fetch(emulator, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'AmazonEC2ContainerRegistry_V20150921.PutImage',
      Authorization:
        'AWS4-HMAC-SHA256 Credential=emulated/20260101/us-east-1/ecr/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({
      repositoryName: repository,
      imageTag: tag,
      // The digest is made of it.
      imageManifest: JSON.stringify({ schemaVersion: 2, config: { tag } }),
    }),
  });
  if (!response.ok) throw new Error(`The image was not taken: ${await response.text()}`);
}
