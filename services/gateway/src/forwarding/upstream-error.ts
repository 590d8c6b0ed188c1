/** Why an upstream request got no response. */
export type UpstreamErrorReason = 'circuit-open' | 'unreachable' | 'timeout';

/** An upstream request got no response. The service may have processed it nevertheless. */
export class UpstreamError extends Error {
  override name = 'UpstreamError';
  readonly reason: UpstreamErrorReason;
  readonly retryAfterSeconds: number;

  constructor(reason: UpstreamErrorReason, retryAfterSeconds: number, cause?: unknown) {
    super(`no response: ${reason}`, { cause });
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The caller closed its request before the upstream response began. */
export class ClientClosedRequest extends Error {
  override name = 'ClientClosedRequest';
}
