import { Problem } from '@stockroom/service';
import { ClientClosedRequest, UpstreamError } from './upstream-error.ts';

/** 503 instead of the service's 401: the caller's own credentials are valid. */
export const signatureRejected = (service: string): Problem =>
  unavailable(
    `The ${service} does not accept the gateway's signature. Try again in a few seconds.`,
    { retryAfterSeconds: 2 },
  );

/** The error response to the caller for an upstream error; any other error unchanged. */
export function problemOf(error: unknown, service: string): unknown {
  if (error instanceof ClientClosedRequest) {
    return new Problem(
      499,
      'caller-left',
      'The client closed the request',
      'The client closed the request before the response began.',
    );
  }
  if (!(error instanceof UpstreamError)) return error;
  const { reason, retryAfterSeconds } = error;
  switch (reason) {
    case 'timeout':
      return new Problem(
        504,
        'upstream-timeout',
        'A service did not respond in time',
        `The ${service} did not respond in time. It may still process the request: check the result before you repeat it.`,
        { cause: error },
      );
    case 'circuit-open':
      return unavailable(
        `The ${service} does not respond, and receives no requests for a while. Try again in ${retryAfterSeconds} s.`,
        { retryAfterSeconds, cause: error },
      );
    case 'unreachable':
      return unavailable(`The ${service} cannot be reached. Try again in a few seconds.`, {
        retryAfterSeconds,
        cause: error,
      });
  }
}

const unavailable = (
  detail: string,
  { retryAfterSeconds, cause }: { retryAfterSeconds: number; cause?: unknown },
) =>
  new Problem(503, 'upstream-unavailable', 'A service is not available', detail, {
    cause,
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
