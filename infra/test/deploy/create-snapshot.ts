/**
 * Makes a snapshot of a database instance in an emulated RDS.
 *
 * @param emulator URL of the emulated AWS, which believes every signature
 */
export async function createSnapshot(
  emulator: string,
  instance: string,
  snapshot: string,
): Promise<void> {
  const response = await fetch(emulator, {
    method: 'POST',
    headers: {
      Authorization:
        'AWS4-HMAC-SHA256 Credential=emulated/20260101/us-east-1/rds/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({
      Action: 'CreateDBSnapshot',
      Version: '2014-10-31',
      DBInstanceIdentifier: instance,
      DBSnapshotIdentifier: snapshot,
    }),
  });
  if (!response.ok) throw new Error(`The snapshot was not made: ${await response.text()}`);
}
