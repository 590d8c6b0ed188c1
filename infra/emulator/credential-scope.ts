import type { IncomingHttpHeaders } from 'node:http';

/** The AWS service in a request's signature. */
type SignedService =
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * Reads the AWS service name from a request's Signature Version 4, in the Authorization header or,
 * for a presigned URL, in the query string.
 */
export function readSignedService(headers: IncomingHttpHeaders, path: string): SignedService {
  const authorization = headers.authorization;
  if (authorization?.startsWith('AWS4-')) {
    const credential = /[\s,]Credential=([^,\s]*)/.exec(authorization)?.[1];
    return credential === undefined
      ? { kind: 'malformed', reason: 'the Authorization header has no Credential' }
      : serviceOfCredential(credential);
  }
  const presigned = presignedCredential(path);
  return presigned === undefined ? { kind: 'unsigned' } : serviceOfCredential(presigned);
}

function presignedCredential(path: string): string | undefined {
  const query = path.split('?', 2)[1];
  if (query === undefined) return undefined;
  for (const [name, value] of new URLSearchParams(query)) {
    if (name.toLowerCase() === 'x-amz-credential') return value;
  }
  return undefined;
}

/** A credential is `<access key>/<date>/<region>/<service>/aws4_request`. */
function serviceOfCredential(credential: string): SignedService {
  // From the end, because an access key can contain a slash.
  const parts = credential.split('/');
  const service = parts.at(-2)?.toLowerCase();
  if (parts.length < 5 || parts.at(-1) !== 'aws4_request' || !service) {
    return {
      kind: 'malformed',
      reason: `the credential ${JSON.stringify(credential)} is not <key>/<date>/<region>/<service>/aws4_request`,
    };
  }
  return { kind: 'service', service };
}
